package dev.passlink.api.serialization;

import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedType;

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

    /**
     * For the event serializer of an application that Passlink is installed into: the events of {@link EventTypes} as
     * Passlink stores them, everything else as the application does.
     *
     * @param application how the application stores its events
     */
    public static Serializer wrapping(Serializer application) {
        return new WrappingSerializer(application);
    }

    /** Whether this serializer writes all events of {@link EventTypes} under their stored names, and reads them again. */
    public static boolean knowsEvents(Serializer serializer) {
        return EventTypes.all().stream().allMatch(type -> {
            SerializedType stored = new SimpleSerializedType(type.name(), type.revision());
            return stored.equals(serializer.typeForClass(type.event()))
                    && type.event().equals(serializer.classForType(stored));
        });
    }
}
