package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Codes are good only while it is earlier than their end (behaviour C4). */
class ExpiryTest {

    private static final Instant END = NOON.plusSeconds(3600);
    private static final Verdict EXPIRED = new Verdict.Refused(new Failure.CodeExpired());

    private final UserStory story = new UserStory().given(addUser(), addCode(CODE));

    @Test
    void aMillisecondBeforeItsEndACodeIsGood() {
        story.at(END.minusMillis(1));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aNanosecondBeforeItsEndACodeIsGood() {
        story.at(END.minusNanos(1));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void atItsEndACodeHasExpired() {
        story.at(END).when(redeem(CODE)).expectResultMessagePayload(EXPIRED).expectNoEvents();
    }

    @Test
    void aMillisecondAfterItsEndACodeHasExpired() {
        story.at(END.plusMillis(1))
                .when(redeem(CODE))
                .expectResultMessagePayload(EXPIRED)
                .expectNoEvents();
    }

    @Test
    void aFailedCheckDoesNotMoveTheEnd() {
        story.at(END.minusSeconds(1))
                .given(guess(CODE))
                .at(END)
                .when(redeem(CODE))
                .expectResultMessagePayload(EXPIRED);
    }

    @Test
    void aLateSentDoesNotMoveTheEnd() {
        story.given(sendCode(OTHER_CODE))
                .at(END.minusSeconds(1))
                .given(markSent(OTHER_CODE))
                .at(END)
                .when(redeem(OTHER_CODE))
                .expectResultMessagePayload(EXPIRED);
    }

    @Test
    void aCodeKeepsItsEndWhateverHappensToIt() {
        story.at(NOON.plusSeconds(60)).given(guess(CODE));

        assertThat(story.answer(look(CODE), Verdict.class))
                .isInstanceOfSatisfying(
                        Verdict.Seen.class,
                        seen -> assertThat(seen.code().expiresAt()).isEqualTo(END));
    }

    @Test
    void theAnswerMustComeBeforeTheCodeExpires() {
        story.at(END.minusSeconds(1))
                .given(start(PASSKEY, CODE))
                .at(END)
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(EXPIRED)
                .expectNoEvents();
    }

    @Test
    void aClockThatGoesBackwardsDoesNotReviveAnExpiredCode() {
        story.at(END)
                .given(deactivate(), reactivate())
                .at(NOON)
                .when(redeem(CODE))
                .expectResultMessagePayload(EXPIRED)
                .expectNoEvents();
    }

    @Test
    void nowIsNeverEarlierThanTheLatestEventEvenIfAnEarlierOneFollowedIt() {
        story.at(END)
                .given(deactivate())
                .at(NOON)
                .given(reactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(EXPIRED)
                .expectNoEvents();
    }
}
