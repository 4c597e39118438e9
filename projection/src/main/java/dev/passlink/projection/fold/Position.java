package dev.passlink.projection.fold;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.jspecify.annotations.Nullable;

/**
 * Where an event is in its store. Its tracking token does not say so if the event was committed later than one behind it:
 * then the token tells how far the reader is, and only the one before tells which gap was filled.
 */
public final class Position {

    /** Under which an event has its position on its way to projections, where the token does not tell. */
    private static final String KEY = "passlink.position";

    private Position() {}

    /**
     * An event as it is read from a store, with its position.
     *
     * @param before the token of the event that was read before it; {@code null} if it is the first
     * @param event  the event
     */
    public static TrackedEventMessage<?> told(@Nullable TrackingToken before, TrackedEventMessage<?> event) {
        long position = after(before, event.trackingToken());
        return position == event.trackingToken().position().orElse(-1)
                ? event
                : (TrackedEventMessage<?>) event.andMetaData(Map.of(KEY, position));
    }

    /** The position of an event that was read from a store, -1 if nobody knows. */
    public static long of(EventMessage<?> event) {
        if (event.getMetaData().get(KEY) instanceof Long told) {
            return told;
        }
        return event instanceof TrackedEventMessage<?> tracked
                ? tracked.trackingToken().position().orElse(-1)
                : -1;
    }

    /**
     * The position of the event with a token, by the token of the event that was read before it. Where gaps were given up at
     * the same moment it is how far the reader is.
     */
    public static long after(@Nullable TrackingToken before, TrackingToken token) {
        if (before != null
                && WrappedToken.unwrapLowerBound(before) instanceof GapAwareTrackingToken earlier
                && WrappedToken.unwrapLowerBound(token) instanceof GapAwareTrackingToken later
                && earlier.getIndex() == later.getIndex()) {
            SortedSet<Long> filled = new TreeSet<>(earlier.getGaps());
            filled.removeAll(later.getGaps());
            if (filled.size() == 1) {
                return filled.first();
            }
        }
        return token.position().orElse(-1);
    }
}
