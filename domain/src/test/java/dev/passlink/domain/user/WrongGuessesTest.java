package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A wrong code is a fact, and it counts (behaviour C8). */
class WrongGuessesTest {

    private static final Instant END = NOON.plusSeconds(3600);
    private static final Verdict INVALID = new Verdict.Refused(new Failure.CodeInvalid());
    private static final PasswordlessInitCodeCheckFailed FAILED = new PasswordlessInitCodeCheckFailed(USER, CODE);

    private final UserStory story = new UserStory().given(addUser(), addCode(CODE));

    @Test
    void aWrongGuessIsStored() {
        story.when(guess(CODE)).expectResultMessagePayload(INVALID).expectEvents(FAILED);
    }

    @Test
    void afterTwoWrongGuessesTheRightCodeIsStillGood() {
        story.given(guess(CODE), guess(CODE));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void theThirdWrongGuessIsStored() {
        story.given(guess(CODE), guess(CODE)).when(guess(CODE)).expectEvents(FAILED);
    }

    @Test
    void afterThreeWrongGuessesEvenTheRightCodeIsInvalid() {
        story.given(guess(CODE), guess(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void theFourthWrongGuessIsNotStored() {
        story.given(guess(CODE), guess(CODE), guess(CODE))
                .when(guess(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aCodeLockedByGuessesIsStillInvalidAfterItsEnd() {
        story.given(guess(CODE), guess(CODE), guess(CODE))
                .at(END)
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID);
    }

    @Test
    void lockingOneCodeLocksNoOther() {
        story.given(addCode(OTHER_CODE), guess(CODE), guess(CODE), guess(CODE));

        assertThat(story.answer(redeem(OTHER_CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void lockingACodeDoesNotLockTheUser() {
        story.given(guess(CODE), guess(CODE), guess(CODE))
                .when(addCode(OTHER_CODE))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void guessesOnAUsedCodeAreStored() {
        story.given(redeem(CODE))
                .when(guess(CODE))
                .expectResultMessagePayload(INVALID)
                .expectEvents(FAILED);
    }

    @Test
    void afterThreeGuessesAUsedCodeNoLongerSaysThatItWasUsed() {
        story.given(redeem(CODE), guess(CODE), guess(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void guessesOnARevokedCodeAreStored() {
        story.given(revoke(CODE))
                .when(guess(CODE))
                .expectResultMessagePayload(INVALID)
                .expectEvents(FAILED);
    }

    @Test
    void afterThreeGuessesARevokedCodeNoLongerSaysThatItWasRevoked() {
        story.given(revoke(CODE), guess(CODE), guess(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void guessesOnAnExpiredCodeAreStored() {
        story.at(END).when(guess(CODE)).expectResultMessagePayload(INVALID).expectEvents(FAILED);
    }

    @Test
    void afterThreeGuessesAnExpiredCodeNoLongerSaysThatItHasExpired() {
        story.at(END)
                .given(guess(CODE), guess(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void guessesBeforeAndAfterTheRedemptionAddUp() {
        story.given(guess(CODE), guess(CODE), redeem(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aSecondGuessDoesNotMakeAUsedCodeForgetThatItWasUsed() {
        story.given(redeem(CODE), guess(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()));
    }

    @Test
    void guessesOnACodeOfALockedUserAreStored() {
        story.given(lock()).when(guess(CODE)).expectEvents(FAILED);
    }

    @Test
    void whereOneGuessIsAllowedTheFirstLocks() {
        InitCodeRules once =
                new InitCodeRules(12, Duration.ofHours(1), 1, 10, 10, Addresses.REGISTERED, MailLimit.DEFAULT);

        new UserStory(once)
                .given(addUser(), addCode(CODE), guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aGuessAtAnUnknownCodeIsNotStored() {
        story.when(guess(OTHER_CODE)).expectResultMessagePayload(INVALID).expectNoEvents();
    }
}
