package dev.passlink.domain;

import static java.time.temporal.ChronoUnit.MILLIS;

import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the API documents call the details of an object: a fold over the metadata of its events (behaviour D1–D5), never
 * taken from a payload, a clock or the caller.
 *
 * @param sequence      published sequence of the object's last event: Axon's sequence number + 1, so at least 1
 * @param creationDate  timestamp of the object's first event, UTC, in milliseconds
 * @param changeDate    timestamp of the object's last event, UTC, in milliseconds
 * @param resourceOwner the organization the object belongs to, as recorded in the last event's metadata
 */
public record ObjectDetails(long sequence, Instant creationDate, Instant changeDate, ResourceOwner resourceOwner) {

    /** Key of the organization in the MetaData of every event. */
    public static final String RESOURCE_OWNER = "resourceOwner";

    /**
     * The fold: details after one more event of the object.
     *
     * @param previous details before the event; {@code null} if it is the object's first
     * @param event    the event, of which only the metadata is read
     * @return details after the event
     * @throws IllegalStateException if the event names no owner in its metadata
     */
    public static ObjectDetails next(@Nullable ObjectDetails previous, DomainEventMessage<?> event) {
        Instant time = event.getTimestamp().truncatedTo(MILLIS);
        Object owner = event.getMetaData().get(RESOURCE_OWNER);
        if (owner == null) {
            throw new IllegalStateException("event " + (event.getSequenceNumber() + 1) + " of "
                    + event.getAggregateIdentifier() + " names no " + RESOURCE_OWNER + " in its metadata");
        }
        return new ObjectDetails(
                event.getSequenceNumber() + 1,
                previous == null ? time : previous.creationDate,
                time,
                new ResourceOwner(owner.toString()));
    }

    /** Whether the event is in these details already, so that a second delivery of it changes nothing (behaviour P2). */
    public boolean cover(DomainEventMessage<?> event) {
        return event.getSequenceNumber() + 1 <= sequence;
    }
}
