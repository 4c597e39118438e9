package dev.passlink.api.engine;

import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
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
 * there are and the positions of their events; it is kept, at about a hundred bytes a user and eight an event, and goes on
 * where it was when a later page is asked for.
 */
final class StreamedHistories implements Histories {

    private final Function<String, List<? extends DomainEventMessage<?>>> ofUser;
    private final Function<@Nullable TrackingToken, Stream<? extends TrackedEventMessage<?>>> events;
    private final TreeMap<String, Positions> users = new TreeMap<>();
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
    public synchronized List<History> after(@Nullable String userId, int events) {
        if (users.isEmpty()) {
            readOn();
        }
        List<String> page = new ArrayList<>();
        int expected = 0;
        for (var user : (userId == null ? users : users.tailMap(userId, false)).entrySet()) {
            page.add(user.getKey());
            expected += user.getValue().count;
            if (expected >= events) {
                break;
            }
        }
        return page.stream().map(this::history).toList();
    }

    @Override
    public synchronized List<History> of(Collection<String> userIds) {
        readOn();
        return userIds.stream().map(this::history).toList();
    }

    private void readOn() {
        try (Stream<? extends TrackedEventMessage<?>> more = events.apply(seen)) {
            more.forEach(event -> {
                seen = event.trackingToken();
                if (event instanceof DomainEventMessage<?> ofAggregate && User.TYPE.equals(ofAggregate.getType())) {
                    users.computeIfAbsent(ofAggregate.getAggregateIdentifier(), none -> new Positions())
                            .add(seen.position().orElse(-1));
                }
            });
        }
    }

    /** As far as positions are known: what came later is left for another reading. */
    private History history(String userId) {
        Positions positions = users.get(userId);
        if (positions == null) {
            return new History(userId, List.of());
        }
        List<DomainEventMessage<?>> events = new ArrayList<>();
        ofUser.apply(userId).stream()
                .limit(positions.count)
                .forEach(event -> events.add(tracked(event, positions.all[events.size()])));
        return new History(userId, events);
    }

    private static DomainEventMessage<?> tracked(DomainEventMessage<?> event, long position) {
        return new GenericTrackedDomainEventMessage<>(new GlobalSequenceTrackingToken(position), event);
    }

    /** Grows as an array list does, without an object for each. */
    private static final class Positions {

        private long[] all = new long[4];
        private int count;

        void add(long position) {
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = position;
        }
    }
}
