package dev.passlink.api.serialization;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.jspecify.annotations.Nullable;

/** Axon's Jackson serializer, but for registered types only, and under their registered names (behaviour E1, E2). */
class RegisteredTypesSerializer extends JacksonSerializer {

    private final RegisteredTypes types;

    RegisteredTypesSerializer(RegisteredTypes types, ObjectMapper form) {
        super(JacksonSerializer.builder().objectMapper(form));
        this.types = types;
    }

    /** {@link UnknownSerializedType} for what is not registered, or in another revision than ours. */
    @Override
    @SuppressWarnings("rawtypes") // as declared by Axon
    public Class classForType(SerializedType stored) {
        if (SerializedType.emptyType().equals(stored)) {
            return Void.class;
        }
        return types.classOf(stored).orElse((Class) UnknownSerializedType.class);
    }

    /** @throws SerializationException if the type is not registered, so that nothing is written that cannot be read */
    @Override
    @SuppressWarnings("rawtypes") // as declared by Axon
    public SerializedType typeForClass(@Nullable Class javaType) {
        if (javaType == null || javaType == Void.class || javaType == void.class) {
            return SimpleSerializedType.emptyType();
        }
        return types.nameOf(javaType)
                .orElseThrow(() -> new SerializationException(javaType.getName() + " is not registered"));
    }
}
