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
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;

/** All types that are ever written to a store or instantiated from one, under their stored names (behaviour E2). */
final class StoredTypes {

    /** Axon's tokens keep the names Axon gives them, and have no revision. */
    static final List<Class<?>> TOKENS = List.of(
            GapAwareTrackingToken.class,
            GlobalSequenceTrackingToken.class,
            MultiSourceTrackingToken.class,
            MergedTrackingToken.class,
            ReplayToken.class,
            ConfigToken.class);

    private static final StoredType META_DATA = new StoredType(MetaData.class.getName(), null, MetaData.class);
    private static final StoredType USER_SNAPSHOT =
            new StoredType(User.TYPE, User.class.getAnnotation(Revision.class).value(), User.class);

    private final Map<String, StoredType> byName;
    private final Map<Class<?>, StoredType> byClass;

    private StoredTypes(Stream<StoredType> types) {
        this.byClass = types.collect(toUnmodifiableMap(StoredType::javaType, type -> type));
        this.byName = byClass.values().stream().collect(toUnmodifiableMap(StoredType::name, type -> type));
    }

    /** Events and their metadata. */
    static StoredTypes events() {
        return new StoredTypes(Stream.concat(
                Stream.of(META_DATA),
                EventTypes.all().stream().map(type -> new StoredType(type.name(), type.revision(), type.event()))));
    }

    /** Snapshots, tokens, and metadata that is stored beside them. */
    static StoredTypes snapshotsAndTokens() {
        return new StoredTypes(Stream.concat(
                Stream.of(META_DATA, USER_SNAPSHOT),
                TOKENS.stream().map(token -> new StoredType(token.getName(), null, token))));
    }

    Optional<SerializedType> nameOf(Class<?> javaType) {
        return Optional.ofNullable(byClass.get(javaType))
                .map(type -> new SimpleSerializedType(type.name(), type.revision()));
    }

    /** The class for a stored type; empty if its name is not registered, or its revision is another than ours. */
    Optional<Class<?>> classOf(SerializedType stored) {
        return Optional.ofNullable(byName.get(stored.getName()))
                .filter(type -> type.revision() == null || type.revision().equals(stored.getRevision()))
                .map(StoredType::javaType);
    }

    /**
     * One stored type.
     *
     * @param name     its stored name
     * @param revision the form it has now; {@code null} if the form is not ours to revise
     * @param javaType what it is read into
     */
    private record StoredType(String name, @Nullable String revision, Class<?> javaType) {}
}
