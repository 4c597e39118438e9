package dev.passlink.api.serialization;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.passlink.domain.user.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.responsetypes.InstanceResponseType;
import org.axonframework.messaging.responsetypes.MultipleInstancesResponseType;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;

/** All types that are ever written by one serializer or instantiated by it, under their names (behaviour E2). */
final class RegisteredTypes {

    /** Axon's tokens keep the names Axon gives them, and have no revision. */
    static final List<Class<?>> TOKENS = List.of(
            GapAwareTrackingToken.class,
            GlobalSequenceTrackingToken.class,
            MultiSourceTrackingToken.class,
            MergedTrackingToken.class,
            ReplayToken.class,
            ConfigToken.class);

    /** What Axon's query bus lets a query say about the answer it expects; an optional one is asked for as an instance. */
    private static final List<Class<?>> RESPONSE_TYPES =
            List.of(InstanceResponseType.class, MultipleInstancesResponseType.class);

    private static final RegisteredType META_DATA = new RegisteredType(MetaData.class.getName(), null, MetaData.class);
    private static final RegisteredType USER_SNAPSHOT = new RegisteredType(
            User.TYPE, User.class.getAnnotation(Revision.class).value(), User.class);

    private final Map<String, RegisteredType> byName;
    private final Map<Class<?>, RegisteredType> byClass;

    private RegisteredTypes(Stream<RegisteredType> types) {
        this.byClass = types.collect(toUnmodifiableMap(RegisteredType::javaType, type -> type));
        this.byName = byClass.values().stream().collect(toUnmodifiableMap(RegisteredType::name, type -> type));
    }

    /** Events and their metadata. */
    static RegisteredTypes events() {
        return new RegisteredTypes(Stream.concat(
                Stream.of(META_DATA),
                EventTypes.all().stream().map(type -> new RegisteredType(type.name(), type.revision(), type.event()))));
    }

    /** Snapshots, tokens, and metadata that is stored beside them; and the response types of queries. */
    static RegisteredTypes general() {
        return new RegisteredTypes(Stream.concat(
                Stream.of(META_DATA, USER_SNAPSHOT),
                Stream.of(TOKENS, RESPONSE_TYPES)
                        .flatMap(List::stream)
                        .map(type -> new RegisteredType(type.getName(), null, type))));
    }

    /** Messages, and metadata. */
    static RegisteredTypes messages() {
        return new RegisteredTypes(Stream.concat(
                Stream.of(META_DATA),
                MessageTypes.all().map(type -> new RegisteredType(MessageTypes.nameOf(type), null, type))));
    }

    Optional<SerializedType> nameOf(Class<?> javaType) {
        return Optional.ofNullable(byClass.get(javaType))
                .map(type -> new SimpleSerializedType(type.name(), type.revision()));
    }

    /** The class for a type; empty if its name is not registered, or its revision is another than ours. */
    Optional<Class<?>> classOf(SerializedType stored) {
        return Optional.ofNullable(byName.get(stored.getName()))
                .filter(type -> type.revision() == null || type.revision().equals(stored.getRevision()))
                .map(RegisteredType::javaType);
    }

    /**
     * One registered type.
     *
     * @param name     its name
     * @param revision the form it has now; {@code null} if the form is not ours to revise
     * @param javaType what it is read into
     */
    private record RegisteredType(String name, @Nullable String revision, Class<?> javaType) {}
}
