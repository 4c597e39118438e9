package dev.passlink.projection.fold;

import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;

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
}
