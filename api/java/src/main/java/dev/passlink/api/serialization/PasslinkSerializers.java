package dev.passlink.api.serialization;

import com.fasterxml.jackson.annotation.*;
import com.fasterxml.jackson.databind.*;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.json.JacksonSerializer;

public final class PasslinkSerializers {
    private PasslinkSerializers() {}

    public static Serializer events() {
        ObjectMapper m = new ObjectMapper();
        m.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        m.setVisibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY);
        m.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        m.registerModule(new com.fasterxml.jackson.datatype.jsr310.JavaTimeModule());
        return JacksonSerializer.builder().objectMapper(m).build();
    }

    public static Serializer general() {
        return events();
    }
}
