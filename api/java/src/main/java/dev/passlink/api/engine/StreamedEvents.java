package dev.passlink.api.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Our events in a store that can only be followed and may hold those of others: read once, from the beginning on, up to the head as it then is. */
final class StreamedEvents implements StoredEvents {

    private final Function<@Nullable TrackingToken, Stream<? extends TrackedEventMessage<?>>> events;
    private final Predicate<DomainEventMessage<?>> ours;
    private final Serializer serializer;
    private Stream<? extends TrackedEventMessage<?>> open = Stream.empty();
    private Iterator<? extends TrackedEventMessage<?>> ahead = open.iterator();

    /**
     * @param events     all events after a token, or all, before upcasters
     * @param ours       which of them are of our aggregates
     * @param serializer the one they were written by
     */
    StreamedEvents(
            Function<@Nullable TrackingToken, Stream<? extends TrackedEventMessage<?>>> events,
            Predicate<DomainEventMessage<?>> ours,
            Serializer serializer) {
        this.events = events;
        this.ours = ours;
        this.serializer = serializer;
    }

    @Override
    public List<StoredEvent> after(long position, int limit) {
        if (position == BEGINNING) {
            open.close();
            open = events.apply(null);
            ahead = open.iterator();
        }
        List<StoredEvent> page = new ArrayList<>();
        while (page.size() < limit && ahead.hasNext()) {
            if (ahead.next() instanceof DomainEventMessage<?> event && ours.test(event)) {
                page.add(stored(event));
            }
        }
        return page;
    }

    @Override
    public void close() {
        open.close();
    }

    private StoredEvent stored(DomainEventMessage<?> event) {
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        return new StoredEvent(
                ((TrackedEventMessage<?>) event).trackingToken().position().orElse(-1),
                event.getAggregateIdentifier(),
                String.valueOf(event.getType()),
                event.getSequenceNumber(),
                event.getIdentifier(),
                payload.getType().getName(),
                payload.getType().getRevision(),
                event.getTimestamp().toString(),
                payload.getData(),
                StoredEvent.sorted(event.getMetaData()));
    }
}
