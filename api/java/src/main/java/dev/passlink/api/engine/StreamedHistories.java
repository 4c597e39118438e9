package dev.passlink.api.engine;

import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import dev.passlink.projection.fold.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;

/**
 * Histories out of a store that can only be read in the order of its events, or by user. One reading tells which users
 * there are and the positions of their events; it is kept, at about a hundred bytes a user and eight to sixteen an event.
 * Pages are of the users it has seen; whoever asks for users by id has it read on first.
 */
final class StreamedHistories implements Histories {

    private final Function<String, List<? extends DomainEventMessage<?>>> ofUser;
    private final Function<@Nullable TrackingToken, Stream<? extends TrackedEventMessage<?>>> events;
    private final Map<String, Positions> users = new HashMap<>();
    private final List<Positions> inOrder = new ArrayList<>();
    private @Nullable TrackingToken seen;

    /**
     * @param ofUser all events of one user
     * @param events all events after a token, or all, up to the present head
     */
    StreamedHistories(
            Function<String, List<? extends DomainEventMessage<?>>> ofUser,
            Function<@Nullable TrackingToken, Stream<? extends TrackedEventMessage<?>>> events) {
        this.ofUser = ofUser;
        this.events = events;
    }

    @Override
    public synchronized Page after(@Nullable Long position, int events) {
        if (users.isEmpty()) {
            readOn();
        }
        List<String> page = new ArrayList<>();
        long end = position == null ? Long.MIN_VALUE : position;
        int expected = 0;
        for (int i = position == null ? 0 : firstAfter(position); i < inOrder.size(); i++) {
            if (expected >= events && inOrder.get(i).first > end) {
                break;
            }
            Positions positions = inOrder.get(i);
            page.add(positions.userId);
            expected += positions.count;
            end = positions.first;
        }
        return new Page(page.stream().map(this::history).toList(), end);
    }

    private int firstAfter(long position) {
        int from = 0;
        int to = inOrder.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (inOrder.get(middle).first > position) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    @Override
    public synchronized List<History> of(Collection<String> userIds) {
        readOn();
        return userIds.stream().map(this::history).toList();
    }

    private void readOn() {
        try (Stream<? extends TrackedEventMessage<?>> more = events.apply(seen)) {
            more.forEach(event -> {
                long position = Position.after(seen, event.trackingToken());
                seen = event.trackingToken();
                if (event instanceof DomainEventMessage<?> ofAggregate && User.TYPE.equals(ofAggregate.getType())) {
                    users.computeIfAbsent(ofAggregate.getAggregateIdentifier(), userId -> newcomer(userId, position))
                            .add(ofAggregate.getSequenceNumber(), position);
                }
            });
        }
    }

    private Positions newcomer(String userId, long position) {
        Positions positions = new Positions(userId, position);
        inOrder.add(firstAfter(position), positions); // at the end, unless its event fills a gap
        return positions;
    }

    /** As far as positions are known: what came later is left for another reading. */
    private History history(String userId) {
        Positions positions = users.get(userId);
        if (positions == null) {
            return new History(userId, List.of());
        }
        List<DomainEventMessage<?>> events = new ArrayList<>();
        ofUser.apply(userId).stream()
                .filter(event -> positions.knows(event.getSequenceNumber()))
                .forEach(event -> events.add(tracked(event, positions.of(event.getSequenceNumber()))));
        return new History(userId, events);
    }

    private static DomainEventMessage<?> tracked(DomainEventMessage<?> event, long position) {
        return new GenericTrackedDomainEventMessage<>(new GlobalSequenceTrackingToken(position), event);
    }

    /** The positions of a user's events by their sequence; grows as an array list does, without an object for each. */
    private static final class Positions {

        private static final long UNKNOWN = Long.MIN_VALUE;

        private final String userId;
        private final long first;
        private long[] bySequence = new long[0];
        private int count;

        Positions(String userId, long first) {
            this.userId = userId;
            this.first = first;
        }

        void add(long sequence, long position) {
            if (sequence >= bySequence.length) {
                int known = bySequence.length;
                bySequence = Arrays.copyOf(bySequence, Math.max(4, 2 * (int) sequence));
                Arrays.fill(bySequence, known, bySequence.length, UNKNOWN);
            }
            bySequence[(int) sequence] = position;
            count++;
        }

        boolean knows(long sequence) {
            return sequence < bySequence.length && bySequence[(int) sequence] != UNKNOWN;
        }

        long of(long sequence) {
            return bySequence[(int) sequence];
        }
    }
}
