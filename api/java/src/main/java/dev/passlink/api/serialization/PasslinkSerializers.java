package dev.passlink.api.serialization;

import org.axonframework.serialization.Serializer;

/**
 * How Passlink's things are written to stores and read from them: as JSON, under stable names, and nothing but registered
 * types (behaviour E1, E2). What is read but not registered becomes Axon's {@code UnknownSerializedType}; to write it is
 * refused with a {@code SerializationException}.
 */
public final class PasslinkSerializers {

    private PasslinkSerializers() {}

    /** For Axon's event serializer: the events of {@link EventTypes}, and metadata. */
    public static Serializer events() {
        return new StoredTypesSerializer(StoredTypes.events(), StoredForm.ofEvents());
    }

    /** For Axon's general serializer: snapshots of the user, Axon's tracking tokens, and metadata. */
    public static Serializer general() {
        return new StoredTypesSerializer(StoredTypes.snapshotsAndTokens(), StoredForm.ofSnapshotsAndTokens());
    }
}
