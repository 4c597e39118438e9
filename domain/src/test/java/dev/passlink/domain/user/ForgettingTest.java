package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Closed codes are remembered for a while, then they are unknown (behaviour C11). */
class ForgettingTest {

    private static final Duration MEMORY = Duration.ofDays(30);
    private static final Instant END = NOON.plusSeconds(3600);
    private static final Verdict INVALID = new Verdict.Refused(new Failure.CodeInvalid());
    private static final Verdict USED = new Verdict.Refused(new Failure.CodeUsed());
    private static final Verdict EXPIRED = new Verdict.Refused(new Failure.CodeExpired());

    private final UserStory story = new UserStory().given(addUser());

    @Test
    void aUsedCodeIsRememberedForAlmost30Days() {
        story.given(addCode(CODE), redeem(CODE))
                .at(NOON.plus(MEMORY).minusMillis(1))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(USED);
    }

    @Test
    void aUsedCodeIsForgottenAfter30Days() {
        story.given(addCode(CODE), redeem(CODE))
                .at(NOON.plus(MEMORY))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void theMemoryOfAUsedCodeBeginsWithItsUse() {
        story.given(addCode(CODE))
                .at(NOON.plusSeconds(60))
                .given(redeem(CODE))
                .at(NOON.plus(MEMORY))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(USED);
    }

    @Test
    void theMemoryOfAnExpiredCodeBeginsWithItsEnd() {
        story.given(addCode(CODE))
                .at(END.plus(MEMORY).minusMillis(1))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(EXPIRED);
    }

    @Test
    void anExpiredCodeIsForgottenAfter30Days() {
        story.given(addCode(CODE))
                .at(END.plus(MEMORY))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void guessesAtAnExpiredCodeDoNotProlongItsMemory() {
        story.given(addCode(CODE))
                .at(END.plusSeconds(60))
                .given(guess(CODE), guess(CODE), guess(CODE))
                .at(END.plus(MEMORY))
                .given(deactivate())
                .when(revoke(CODE))
                .expectExceptionDetails(new Failure.CodeNotFound());
    }

    @Test
    void guessesAtAUsedCodeDoNotProlongItsMemory() {
        story.given(addCode(CODE), redeem(CODE))
                .at(NOON.plusSeconds(60))
                .given(guess(CODE))
                .at(NOON.plus(MEMORY))
                .given(deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID);
    }

    @Test
    void guessesAtAForgottenCodeAreNotStored() {
        story.given(addCode(CODE), redeem(CODE))
                .at(NOON.plus(MEMORY))
                .given(deactivate())
                .when(guess(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void nothingIsForgottenBeforeAnEventTellsTheTime() {
        story.given(addCode(CODE), redeem(CODE))
                .at(NOON.plus(MEMORY).plusSeconds(1))
                .when(redeem(CODE))
                .expectResultMessagePayload(USED);
    }

    @Test
    void ofManyUsedCodesAHundredAreRemembered() {
        useCodes(100, Duration.ofSeconds(1));

        story.when(redeem(numbered(0))).expectResultMessagePayload(USED);
    }

    @Test
    void ofManyUsedCodesTheOldestIsForgotten() {
        useCodes(101, Duration.ofSeconds(1));

        story.when(redeem(numbered(0))).expectResultMessagePayload(INVALID).expectNoEvents();
    }

    @Test
    void ofManyUsedCodesTheSecondOldestIsRemembered() {
        useCodes(101, Duration.ofSeconds(1));

        story.when(redeem(numbered(1))).expectResultMessagePayload(USED);
    }

    @Test
    void ofManyCodesUsedAtTheSameTimeTheLastIsRemembered() {
        useCodes(101, Duration.ZERO);

        story.when(redeem(numbered(100))).expectResultMessagePayload(USED);
    }

    @Test
    void aCodeUsedByAClockThatIsBehindIsNotForgottenAtOnce() {
        useCodes(100, Duration.ofMillis(1));

        story.at(NOON.minusSeconds(1))
                .given(addCode(CODE), redeem(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(USED);
    }

    @Test
    void openCodesAreNotForgottenForManyClosedOnes() {
        story.given(addCode(CODE));
        useCodes(101, Duration.ofSeconds(1));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    private void useCodes(int count, Duration pause) {
        Instant time = NOON;
        for (int i = 0; i < count; i++) {
            time = time.plus(pause);
            story.at(time).given(addCode(numbered(i)), redeem(numbered(i)));
        }
    }

    private static CodeId numbered(int number) {
        return new CodeId("code-" + number);
    }
}
