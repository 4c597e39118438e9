package dev.passlink.projection.fold;

import java.time.DateTimeException;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.SerializationException;

/**
 * The stream of one user, from its first event on, over all of the user's lives.
 *
 * @param userId the user
 * @param events in the order of their sequence; what this version cannot read has a payload of Axon's
 *     {@code UnknownSerializedType}
 */
public record History(String userId, List<DomainEventMessage<?>> events) {

    /** A copy that nobody can change. */
    public History {
        events = List.copyOf(events);
    }

    /** How the history began: its first events. */
    public History first(int events) {
        return new History(userId, this.events.subList(0, events));
    }

    /** The same without events that are none any more: of which time, metadata or payload cannot be had at all. */
    public History sound() {
        List<DomainEventMessage<?>> sound =
                events.stream().filter(History::isSound).toList();
        return sound.size() == events.size() ? this : new History(userId, sound);
    }

    private static boolean isSound(DomainEventMessage<?> event) {
        try {
            return event.getTimestamp() != null && event.getMetaData() != null && event.getPayload() != null;
        } catch (SerializationException | DateTimeException e) {
            return false;
        }
    }
}
