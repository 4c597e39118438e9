package dev.passlink.api.serialization;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Axon's Jackson serializer, but for registered types only, and under their registered names (behaviour E1, E2). How a type
 * is read is found out once, and not for each object.
 */
class RegisteredTypesSerializer extends JacksonSerializer {

    private final RegisteredTypes types;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    RegisteredTypesSerializer(RegisteredTypes types, ObjectMapper form) {
        super(JacksonSerializer.builder().objectMapper(form));
        this.types = types;
        form.registerModule(new SimpleModule("metadata") // in place of that of Axon, which looks for a map's each time
                .addDeserializer(MetaData.class, new StdDelegatingDeserializer<>(new OfMap())));
    }

    private static final class OfMap extends StdConverter<Map<String, Object>, MetaData> {
        @Override
        public MetaData convert(Map<String, Object> values) {
            return MetaData.from(values);
        }
    }

    @Override
    protected ObjectReader getReader(Class<?> type) {
        return readers.computeIfAbsent(type, super::getReader);
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
