package dev.passlink.api.engine;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event exactly as it is stored, before upcasters and without being understood.
 *
 * @param position   where it is in the store
 * @param stream     id of its stream
 * @param streamType type of the aggregate
 * @param sequence   Axon's, from 0 on
 * @param id         the event's own
 * @param type       its stored name
 * @param revision   revision of its form, {@code null} if it has none
 * @param time       its timestamp as text
 * @param payload    its bytes
 * @param metaData   its metadata by key; the raw text under an empty key, if it is none
 */
public record StoredEvent(
        long position,
        String stream,
        String streamType,
        long sequence,
        String id,
        String type,
        @Nullable String revision,
        String time,
        byte[] payload,
        SortedMap<String, String> metaData) {

    static SortedMap<String, String> sorted(Map<String, ?> metaData) {
        SortedMap<String, String> sorted = new TreeMap<>();
        metaData.forEach((key, value) -> sorted.put(key, String.valueOf(value)));
        return sorted;
    }

    /** Where it is. */
    @Override
    public String toString() {
        return "StoredEvent[" + position + "]";
    }
}
