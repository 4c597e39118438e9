package dev.passlink.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.Test;

class StreamedHistoriesTest {

    private final List<TrackedEventMessage<?>> store = new ArrayList<>();
    private final StreamedHistories histories = new StreamedHistories(this::ofUser, seen -> store.stream());

    @Test
    void aUserWhoseFirstEventFillsAGapHasItsPlaceAmongTheOthers() {
        came("ann", 10, Set.of());
        came("bob", 20, Set.of(15L));
        came("carl", 20, Set.of()); // position 15, since that is no gap any more
        came("dora", 30, Set.of());

        assertThat(inPagesOf(1)).containsExactly("ann", "carl", "bob", "dora");
        assertThat(inPagesOf(2)).containsExactly("ann", "carl", "bob", "dora");
    }

    private List<String> inPagesOf(int events) {
        List<String> read = new ArrayList<>();
        for (Histories.Page page = histories.after(null, events);
                !page.histories().isEmpty() && read.size() < 10;
                page = histories.after(page.end(), events)) {
            page.histories().stream().map(History::userId).forEach(read::add);
        }
        return read;
    }

    private void came(String userId, long position, Set<Long> gaps) {
        store.add(new GenericTrackedDomainEventMessage<>(
                GapAwareTrackingToken.newInstance(position, gaps),
                new GenericDomainEventMessage<>(User.TYPE, userId, 0, "something happened")));
    }

    private List<DomainEventMessage<?>> ofUser(String userId) {
        List<DomainEventMessage<?>> events = new ArrayList<>();
        for (TrackedEventMessage<?> event : store) {
            if (event instanceof DomainEventMessage<?> ofAggregate
                    && ofAggregate.getAggregateIdentifier().equals(userId)) {
                events.add(ofAggregate);
            }
        }
        return events;
    }
}
