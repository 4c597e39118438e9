package dev.passlink.api.engine;

import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.jspecify.annotations.Nullable;

/**
 * Which events the rows of a read model show. As rows and positions are stored together, rows that were read between two
 * equal standings show just these events.
 *
 * @param generation the active one
 * @param reached    how far each segment of its processor is; none if it never ran
 */
public record Standing(int generation, List<Reached> reached) {

    /**
     * How far a segment is.
     *
     * @param segment whose users it follows
     * @param token   up to where; {@code null} if it has not begun
     */
    public record Reached(Segment segment, @Nullable TrackingToken token) {

        private boolean covers(TrackingToken event) {
            TrackingToken reached = token == null ? null : WrappedToken.unwrapLowerBound(token);
            long position = event.position().orElse(Long.MAX_VALUE);
            return reached != null
                    && reached.position().orElse(-1) >= position
                    && !(reached instanceof GapAwareTrackingToken gapAware
                            && gapAware.getGaps().contains(position));
        }
    }

    /** Whether an event, which comes from a store, is in the rows. */
    public boolean covers(DomainEventMessage<?> event) {
        Object sequence = event.getAggregateIdentifier(); // the events of an aggregate stay in one segment
        return event instanceof TrackedEventMessage<?> tracked
                && reached.stream()
                        .filter(segment -> segment.segment().matches(sequence))
                        .anyMatch(segment -> segment.covers(tracked.trackingToken()));
    }
}
