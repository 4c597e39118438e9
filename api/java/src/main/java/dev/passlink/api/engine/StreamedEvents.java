package dev.passlink.api.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;

/** The events of a store that can only be followed: read once, from the beginning on, up to the head as it then is. */
final class StreamedEvents implements StoredEvents {

    private final Supplier<Stream<StoredEvent>> events;
    private Stream<StoredEvent> open = Stream.empty();
    private Iterator<StoredEvent> ahead = open.iterator();

    /** @param events all of them, from the beginning on */
    StreamedEvents(Supplier<Stream<StoredEvent>> events) {
        this.events = events;
    }

    /**
     * An event as it is stored.
     *
     * @param event      read before upcasters
     * @param serializer the very one it is to be deserialized with: another one would serialize it anew
     */
    static StoredEvent stored(DomainEventMessage<?> event, Serializer serializer) {
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

    @Override
    public List<StoredEvent> after(long position, int limit) {
        if (position == BEGINNING) {
            open.close();
            open = events.get();
            ahead = open.iterator();
        }
        List<StoredEvent> page = new ArrayList<>();
        while (page.size() < limit && ahead.hasNext()) {
            page.add(ahead.next());
        }
        return page;
    }

    @Override
    public void close() {
        open.close();
    }
}
