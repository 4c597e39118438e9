package dev.passlink.api.serialization;

import org.axonframework.serialization.Serializer;

/**
 * How Passlink's things are written to stores and to other nodes, and read from them: as JSON, under stable names, and
 * nothing but registered types (behaviour E1, E2). What is read but not registered becomes Axon's {@code
 * UnknownSerializedType}; to write it is refused with a {@code SerializationException}.
 */
public final class PasslinkSerializers {

    private PasslinkSerializers() {}

    /**
     * For Axon's event serializer: the events of {@link EventTypes}, and metadata.
     *
     * @param keys encrypt personal data
     */
    public static Serializer events(PersonalKeys keys) {
        return new PersonalDataSerializer(RegisteredTypes.events(), JsonForm.ofEvents(), keys);
    }

    /**
     * For Axon's general serializer: snapshots of the user, Axon's tracking tokens, and metadata; and what a query that
     * travels says about the answer it expects, which Axon's query bus writes by this serializer and not by {@link
     * #messages()}.
     *
     * @param keys encrypt personal data
     */
    public static Serializer general(PersonalKeys keys) {
        return new PersonalDataSerializer(RegisteredTypes.general(), JsonForm.ofGeneral(), keys);
    }

    /**
     * For Axon's message serializer: commands, queries, their answers and failures, on their way from one node to another.
     *
     * <p>They live for seconds, so their form has no revision. But while nodes are replaced one by one, those of two
     * neighbouring versions talk to each other: a version sends nothing that the one before cannot read, and reads whatever
     * that one sends.
     *
     * <ul>
     *   <li>A component may be added if it may be {@code null}: the version before neither sends nor minds it.
     *   <li>A new command or query is one that the version before has no handler for; a new failure is an {@code
     *       UnknownSerializedType} to it.
     *   <li>A new constant, or a new record that occurs within others, is sent by the version after the one that knows it:
     *       a message with an unknown one is refused with a {@code SerializationException}.
     *   <li>To rename is to add and to take away; what is taken away is first no longer sent, and known for one version more.
     * </ul>
     *
     * <p>No code is in them, only what it is derived from beside the key, and PRFs of a presented one; but personal data is.
     */
    public static Serializer messages() {
        return new MessagesSerializer();
    }

    /**
     * For the event serializer of an application that Passlink is installed into: the events of {@link EventTypes} as
     * Passlink stores them, everything else as the application does. Until Passlink is installed, which brings the keys of
     * personal data, it neither writes nor reads events that hold such data.
     *
     * @param application how the application stores its events
     */
    public static Serializer wrapping(Serializer application) {
        return new WrappingSerializer(application);
    }

    /** Whether this is what {@link #wrapping} has made, so that it stores the events of {@link EventTypes} as Passlink does. */
    public static boolean isWrapping(Serializer serializer) {
        return serializer instanceof WrappingSerializer;
    }

    /**
     * Brings the keys of personal data to what {@link #wrapping} has made.
     *
     * @throws IllegalArgumentException if it is another serializer
     */
    public static void bind(Serializer serializer, PersonalKeys keys) {
        if (!(serializer instanceof WrappingSerializer wrapping)) {
            throw new IllegalArgumentException("not a serializer of PasslinkSerializers.wrapping");
        }
        wrapping.bind(keys);
    }
}
