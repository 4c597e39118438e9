package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;

/** What happens to stored events on their way to being read: older forms become the present one, see {@code docs/events.md}. */
public final class StoredForms {

    /** In no revision that this version or a later one writes: what has it is unknown. */
    private static final String UNREADABLE = "unreadable";

    private StoredForms() {}

    /** All steps, in order, for Axon's upcaster chain; also that of an application that Passlink is installed into. */
    public static List<EventUpcaster> upcasters(PersonalKeys keys) {
        return List.of(new ClearPersonalData(), new ReadablePersonalData(keys));
    }

    /** Whether a chain has these steps: whether it knows what to do with the first form of events. */
    public static boolean isIn(EventUpcaster chain) {
        return new ClearPersonalData().isIn(chain);
    }

    /**
     * Whether an event is stored with personal data that nobody can erase: that of a user added before data was encrypted.
     *
     * @param stored the event as it is stored, in whatever revision
     */
    public static boolean hasClearPersonalData(EventData<?> stored) {
        return PersonalField.of(stored.getPayload().getType().getName()).stream()
                .anyMatch(field -> stored.getPayload().getData() instanceof byte[] json
                        && field.isClear(PersonalField.tree(json)));
    }

    private static IntermediateEventRepresentation unreadable(IntermediateEventRepresentation event) {
        return event.upcastPayload(
                new SimpleSerializedType(event.getType().getName(), UNREADABLE), byte[].class, stored -> stored);
    }

    /** The change of form that came with encryption: what was stored before has no key, and stays as clear as it was. */
    private static final class ClearPersonalData extends SingleEventUpcaster {

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation event) {
            return "1".equals(event.getType().getRevision())
                    && PersonalField.of(event.getType().getName()).stream().anyMatch(PersonalField::wasClear);
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
            SerializedType present = new SimpleSerializedType(event.getType().getName(), "2");
            try {
                return event.upcastPayload(present, byte[].class, json -> {
                    ObjectNode tree = PersonalField.tree(json);
                    tree.putNull(PersonalField.KEY);
                    return PersonalField.bytes(tree);
                });
            } catch (SerializationException damaged) {
                return unreadable(event);
            }
        }

        boolean isIn(EventUpcaster chain) {
            byte[] none = "{}".getBytes(UTF_8);
            EventData<byte[]> firstForm = new GenericDomainEventEntry<>(
                    User.TYPE, "", 0, "", Instant.EPOCH, "user.human.added", "1", none, none);
            IntermediateEventRepresentation event =
                    new InitialEventRepresentation(firstForm, PasslinkSerializers.events(PersonalKeys.NONE));
            return chain.upcast(Stream.of(event))
                    .allMatch(upcast -> "2".equals(upcast.getType().getRevision()));
        }
    }

    /**
     * Decrypts before anybody asks, since what an event is must be known before its content: one that cannot be decrypted
     * is one this version cannot read (behaviour E4). Where this cannot be told now, whoever asks for the content gets the
     * reason.
     */
    private static final class ReadablePersonalData extends SingleEventUpcaster {

        private final PersonalKeys keys;

        ReadablePersonalData(PersonalKeys keys) {
            this.keys = keys;
        }

        @Override
        protected boolean canUpcast(IntermediateEventRepresentation event) {
            return PersonalField.of(event.getType().getName()).stream()
                    .anyMatch(field -> field.revision().equals(event.getType().getRevision()));
        }

        @Override
        protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
            SerializedType type = event.getType();
            PersonalField field = PersonalField.of(type.getName()).get(0);
            byte[] json = Objects.requireNonNull(event.getData(byte[].class).getData());
            try {
                ObjectNode tree = PersonalField.tree(json);
                if (!field.isEncrypted(tree)) {
                    return event;
                }
                if (!field.decrypt(tree, keys)) {
                    return unreadable(event);
                }
                byte[] clear = PersonalField.bytes(tree);
                return event.upcastPayload(type, byte[].class, stored -> clear);
            } catch (SerializationException damaged) {
                return unreadable(event);
            } catch (Rejected refused) {
                return refused.failure() instanceof Failure.RequestInvalid
                        ? unreadable(event)
                        : event; // ids that are none
            } catch (RuntimeException notNow) {
                return event;
            }
        }
    }
}
