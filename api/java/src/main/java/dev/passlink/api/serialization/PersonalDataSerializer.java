package dev.passlink.api.serialization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/** Writes and reads registered types, with their {@link PersonalField personal data} encrypted. */
final class PersonalDataSerializer extends RegisteredTypesSerializer {

    private final PersonalKeys keys;

    PersonalDataSerializer(RegisteredTypes types, ObjectMapper form, PersonalKeys keys) {
        super(types, form);
        this.keys = keys;
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        List<PersonalField> fields = object == null ? List.of() : PersonalField.of(object.getClass());
        if (object == null || fields.isEmpty()) {
            return super.serialize(object, representation);
        }
        ObjectNode tree = getObjectMapper().valueToTree(object);
        fields.forEach(field -> field.encrypt(tree, keys));
        T data = getConverter().convert(PersonalField.bytes(tree), representation);
        return new SimpleSerializedObject<>(data, representation, typeForClass(object.getClass()));
    }

    /** {@link UnknownSerializedType} also for what cannot be decrypted. */
    @Override
    @SuppressWarnings({"TypeParameterUnusedInFormals", "unchecked"}) // as declared by Axon
    public <S, T> @Nullable T deserialize(SerializedObject<S> stored) {
        Class<?> type = classForType(stored.getType());
        List<PersonalField> fields = PersonalField.of(type);
        if (fields.isEmpty()) {
            return super.deserialize(stored);
        }
        byte[] json = getConverter().convert(stored.getData(), stored.getContentType(), byte[].class);
        ObjectNode tree = PersonalField.tree(json);
        if (!fields.stream().allMatch(field -> field.decrypt(tree, keys))) {
            return (T) new UnknownSerializedType(this, stored);
        }
        try {
            return (T) getObjectMapper().treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    stored.getType().getName() + " cannot be read from what is stored"); // which e may quote
        }
    }
}
