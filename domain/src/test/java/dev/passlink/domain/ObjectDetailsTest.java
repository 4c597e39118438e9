package dev.passlink.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.Test;

/** Object details are a fold over event metadata (behaviour D1–D4). */
class ObjectDetailsTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final Instant SECOND = Instant.parse("2026-03-02T08:30:00.456Z");

    @Test
    void theFirstEventOfAStreamHasSequenceOne() {
        assertThat(ObjectDetails.next(null, event(0, FIRST, "home")).sequence()).isEqualTo(1);
    }

    @Test
    void theFirstEventOfAnObjectGivesBothDates() {
        ObjectDetails details = ObjectDetails.next(null, event(7, FIRST, "home"));

        assertThat(details).isEqualTo(new ObjectDetails(8, FIRST, FIRST, new ResourceOwner("home")));
    }

    @Test
    void aLaterEventMovesSequenceAndChangeDateAndKeepsTheCreationDate() {
        ObjectDetails before = ObjectDetails.next(null, event(0, FIRST, "home"));

        assertThat(ObjectDetails.next(before, event(4, SECOND, "home")))
                .isEqualTo(new ObjectDetails(5, FIRST, SECOND, new ResourceOwner("home")));
    }

    @Test
    void theOwnerIsTheOneOfTheLastEvent() {
        ObjectDetails before = ObjectDetails.next(null, event(0, FIRST, "home"));

        assertThat(ObjectDetails.next(before, event(1, SECOND, "elsewhere")).resourceOwner())
                .isEqualTo(new ResourceOwner("elsewhere"));
    }

    @Test
    void nanosecondsAreCutToMilliseconds() {
        ObjectDetails before = ObjectDetails.next(null, event(0, FIRST.plusNanos(999_999), "home"));

        assertThat(ObjectDetails.next(before, event(1, SECOND.plusNanos(1), "home")))
                .isEqualTo(new ObjectDetails(2, FIRST, SECOND, new ResourceOwner("home")));
    }

    @Test
    void anEventWithoutOwnerInItsMetadataIsNotFolded() {
        DomainEventMessage<String> orphan = new GenericDomainEventMessage<>(
                "user", "user", 2, new GenericMessage<>("payload", MetaData.emptyInstance()), FIRST);

        assertThatIllegalStateException()
                .isThrownBy(() -> ObjectDetails.next(null, orphan))
                .withMessage("event 3 of user names no resourceOwner in its metadata");
    }

    @Test
    void detailsCoverTheEventsTheyWereFoldedFrom() {
        ObjectDetails details = ObjectDetails.next(null, event(4, FIRST, "home"));

        assertThat(details.cover(event(3, FIRST, "home"))).isTrue();
        assertThat(details.cover(event(4, FIRST, "home"))).isTrue();
    }

    @Test
    void detailsDoNotCoverALaterEvent() {
        ObjectDetails details = ObjectDetails.next(null, event(4, FIRST, "home"));

        assertThat(details.cover(event(5, SECOND, "home"))).isFalse();
    }

    private static DomainEventMessage<String> event(long axonSequence, Instant time, String owner) {
        return new GenericDomainEventMessage<>(
                "user",
                "user",
                axonSequence,
                new GenericMessage<>("payload", MetaData.with("resourceOwner", owner)),
                time);
    }
}
