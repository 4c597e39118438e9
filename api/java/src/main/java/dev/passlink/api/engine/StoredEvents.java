package dev.passlink.api.engine;

import java.util.List;

/** All events of a store in the order of their positions, as they are stored, page by page; one reader's own. */
public interface StoredEvents extends AutoCloseable {

    /** Before the first event. */
    long BEGINNING = Long.MIN_VALUE;

    /**
     * The events after a position, which is the last one that was read.
     *
     * @param position {@link #BEGINNING} to begin
     * @param limit    how many at most, at least 1
     * @return fewer than the limit, if there are no more
     */
    List<StoredEvent> after(long position, int limit);

    @Override
    default void close() {}
}
