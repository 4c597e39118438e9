package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;

/**
 * Knows how far the segments of event processors are and whether somebody keeps them, on whichever node: of those that are
 * here from the processor itself, of the others from their rows in the database.
 */
final class Segments {

    /** For how long a look at the database serves all who ask. */
    static final long LOOK_IS_NEW_FOR_MILLIS = 20;

    private static final long HELD_IS_GOOD_FOR_NANOS = SECONDS.toNanos(3);

    private final Tokens tokens;
    private final TransactionManager transactions;

    Segments(Tokens tokens, TransactionManager transactions) {
        this.tokens = tokens;
        this.transactions = transactions;
    }

    /** Whether no other node has any segment of a processor. */
    boolean areAllHere(StreamingEventProcessor processor) {
        return isEverything(here(processor).keySet());
    }

    /**
     * Up to where each segment of a processor is processed, or farther; {@code null} for one that has not begun, and no
     * entry at all if none is known. Asks the database for what other nodes have, but not if somebody has just done so.
     */
    List<@Nullable TrackingToken> reached(StreamingEventProcessor processor) {
        Map<Segment, EventTrackerStatus> here = here(processor);
        return isEverything(here.keySet()) ? reached(here, List.of()) : reached(here, newLook(processor.getName()));
    }

    /** The same of a processor that does not run here, by its name. */
    List<@Nullable TrackingToken> stored(String processor) {
        return reached(Map.of(), newLook(processor));
    }

    /** The same, as it was last seen; never asks the database. */
    List<@Nullable TrackingToken> lastReached(StreamingEventProcessor processor) {
        Map<Segment, EventTrackerStatus> here = here(processor);
        return isEverything(here.keySet()) ? reached(here, List.of()) : reached(here, lastLook(processor.getName()));
    }

    /** The newest position that a processor has passed, as it was last seen, -1 if none is known; never asks the database. */
    long lastFarthest(StreamingEventProcessor processor) {
        return farthest(lastReached(processor).stream());
    }

    /** The newest position that any processor has passed, on whichever node and whenever; -1 if none has. */
    long farthestOfAll() {
        return transactions.fetchInTransaction(() -> farthest(tokens.all().stream()));
    }

    private static long farthest(Stream<? extends @Nullable TrackingToken> tokens) {
        return tokens.filter(Objects::nonNull)
                .mapToLong(token -> token.position().orElse(-1))
                .max()
                .orElse(-1);
    }

    /**
     * Whether each segment of a processor is kept, here or, as was seen within the last three seconds, by a node whose
     * claim had not run out; never asks the database.
     */
    boolean areKept(StreamingEventProcessor processor) {
        Map<Segment, EventTrackerStatus> here = here(processor);
        if (here.values().stream().anyMatch(EventTrackerStatus::isErrorState)) {
            return false;
        }
        List<Tokens.Row> rows = lastLook(processor.getName());
        return isEverything(here.keySet())
                || !rows.isEmpty()
                        && rows.stream()
                                .allMatch(row -> here.containsKey(row.segment())
                                        || row.wasHeldByOtherWithin(HELD_IS_GOOD_FOR_NANOS));
    }

    private static Map<Segment, EventTrackerStatus> here(StreamingEventProcessor processor) {
        return List.copyOf(processor.processingStatus().values()).stream() // it changes meanwhile
                .collect(toMap(EventTrackerStatus::getSegment, status -> status));
    }

    private static boolean isEverything(Set<Segment> segments) {
        int[] ids = segments.stream().mapToInt(Segment::getSegmentId).toArray();
        return ids.length > 0 && segments.equals(Set.of(Segment.computeSegments(ids)));
    }

    private static List<@Nullable TrackingToken> reached(Map<Segment, EventTrackerStatus> here, List<Tokens.Row> rows) {
        List<@Nullable TrackingToken> reached = new ArrayList<>();
        here.values().forEach(status -> reached.add(status.getTrackingToken()));
        rows.stream().filter(row -> !here.containsKey(row.segment())).forEach(row -> reached.add(row.token()));
        return reached;
    }

    private List<Tokens.Row> lastLook(String processor) {
        Tokens.Look last = tokens.lastLook(processor);
        return last == null ? List.of() : last.rows();
    }

    private List<Tokens.Row> newLook(String processor) {
        Tokens.Look last = tokens.lastLook(processor);
        return last != null && last.isYoungerThan(MILLISECONDS.toNanos(LOOK_IS_NEW_FOR_MILLIS))
                ? last.rows()
                : transactions.fetchInTransaction(() -> tokens.look(processor)).rows();
    }
}
