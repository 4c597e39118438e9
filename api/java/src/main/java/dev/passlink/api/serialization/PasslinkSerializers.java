package dev.passlink.api.serialization;

import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedType;

/**
 * How Passlink's things are written to stores and to other nodes, and read from them: as JSON, under stable names, and nothing but registered
 * types (behaviour E1, E2). What is read but not registered becomes Axon's {@code UnknownSerializedType}; to write it is
 * refused with a {@code SerializationException}.
 */
public final class PasslinkSerializers {

    private PasslinkSerializers() {}

    /** For Axon's event serializer: the events of {@link EventTypes}, and metadata. */
    public static Serializer events() {
        return new RegisteredTypesSerializer(RegisteredTypes.events(), JsonForm.ofEvents());
    }

    /**
     * For Axon's general serializer: snapshots of the user, Axon's tracking tokens, and metadata; and what a query that
     * travels says about the answer it expects, which Axon's query bus writes by this serializer and not by {@link
     * #messages()}.
     */
    public static Serializer general() {
        return new RegisteredTypesSerializer(RegisteredTypes.general(), JsonForm.ofGeneral());
    }

    /**
     * For Axon's message serializer: commands, queries, their answers and failures, on their way from one node to another.
     *
     * <p>They live for seconds, so their form has no revision. But while nodes are replaced one by one, those of two
     * neighbouring versions talk to each other. So a version may add messages; and it may add a component to one only if it
     * may be {@code null}, since a node of the version before neither sends nor minds it. To rename or take away a message,
     * a component or a constant takes two versions: one that no longer sends it, and one that no longer knows it. What a
     * node does not know becomes an {@code UnknownSerializedType}, also where it is the failure of a command.
     *
     * <p>Nothing in them is secret, but they have personal data in them.
     */
    public static Serializer messages() {
        return new MessagesSerializer();
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
