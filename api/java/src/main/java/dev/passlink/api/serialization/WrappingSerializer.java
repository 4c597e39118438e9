package dev.passlink.api.serialization;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Set;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * An application's event serializer, but for Passlink's events, which keep their stored names and form. Metadata is the
 * application's to write, of our events too: where it is read, nobody can tell whose event it belongs to.
 */
final class WrappingSerializer implements Serializer {

    private static final Set<Class<?>> EVENTS =
            EventTypes.all().stream().map(EventType::event).collect(toUnmodifiableSet());
    private static final Set<String> NAMES =
            EventTypes.all().stream().map(EventType::name).collect(toUnmodifiableSet());

    private final Serializer application;
    private final LatePersonalKeys keys = new LatePersonalKeys();
    private final Serializer passlink = PasslinkSerializers.events(keys);

    WrappingSerializer(Serializer application) {
        this.application = application;
    }

    void bind(PersonalKeys known) {
        keys.bind(known);
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        return responsibleFor(object == null ? null : object.getClass()).serialize(object, representation);
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
        return application.canSerializeTo(representation) && passlink.canSerializeTo(representation);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as declared by Axon
    public <S, T> T deserialize(SerializedObject<S> stored) {
        return responsibleFor(stored.getType()).deserialize(stored);
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by Axon
    public Class classForType(SerializedType stored) {
        return responsibleFor(stored).classForType(stored);
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared by Axon
    public SerializedType typeForClass(@Nullable Class javaType) {
        return responsibleFor(javaType).typeForClass(javaType);
    }

    /** The application's: ours reads what it writes without. */
    @Override
    public Converter getConverter() {
        return application.getConverter();
    }

    private Serializer responsibleFor(@Nullable Class<?> javaType) {
        return javaType != null && EVENTS.contains(javaType) ? passlink : application;
    }

    private Serializer responsibleFor(SerializedType stored) {
        return NAMES.contains(stored.getName()) ? passlink : application;
    }
}
