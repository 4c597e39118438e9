package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The right code is used up once, and what else the right code is told (behaviour C5, C7, C10, C12). */
class RedemptionTest {

    private static final Instant END = NOON.plusSeconds(3600);
    private static final Verdict INVALID = new Verdict.Refused(new Failure.CodeInvalid());
    private static final Verdict NOT_ACTIVE = new Verdict.Refused(new Failure.UserNotActive());

    private static final PasswordlessInitCodeCheckSucceeded USED = new PasswordlessInitCodeCheckSucceeded(USER, CODE);

    private final UserStory story = new UserStory();

    private static PasswordlessTokenVerified registered(CodeId codeId) {
        return new PasswordlessTokenVerified(
                USER, passkeyOf(codeId), PERSONAL_KEY, NAME, SpokenPasskeys.credentialOf(passkeyOf(codeId)));
    }

    @Test
    void theRightCodeIsUsedUp() {
        story.given(addUser(), addCode(CODE)).when(redeem(CODE)).expectEvents(USED, registered(CODE));
    }

    @Test
    void whoeverRedeemsACodeIsAnsweredThePasskey() {
        story.given(addUser(), addCode(CODE));

        assertThat(story.answer(redeem(CODE), Verdict.class))
                .isInstanceOfSatisfying(Verdict.Registered.class, registered -> {
                    assertThat(registered.passkey().state()).isEqualTo(PasskeyState.READY);
                    assertThat(registered.passkey().codeId()).isEqualTo(CODE);
                });
    }

    @Test
    void aUsedCodeIsNotUsedAgain() {
        story.given(addUser(), addCode(CODE), redeem(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()))
                .expectNoEvents();
    }

    @Test
    void aUsedCodeIsStillCalledUsedAfterItsEnd() {
        story.given(addUser(), addCode(CODE), redeem(CODE))
                .at(END)
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()));
    }

    @Test
    void aRevokedCodeSaysSo() {
        story.given(addUser(), addCode(CODE), revoke(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeRevoked()))
                .expectNoEvents();
    }

    @Test
    void usingOneCodeUsesNoOther() {
        story.given(addUser(), addCode(CODE), addCode(OTHER_CODE), redeem(CODE))
                .when(redeem(OTHER_CODE))
                .expectEvents(new PasswordlessInitCodeCheckSucceeded(USER, OTHER_CODE), registered(OTHER_CODE));
    }

    @Test
    void theRightCodeOfAnotherIdIsAWrongOne() {
        PresentedCode swapped = new PresentedCode(CODE, SpokenCodes.rightProofOf(OTHER_CODE));

        story.given(addUser(), addCode(CODE), addCode(OTHER_CODE))
                .when(start(PASSKEY, swapped, HOLDER))
                .expectResultMessagePayload(INVALID);
    }

    @Test
    void anUnknownCodeIsInvalid() {
        story.given(addUser())
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aCodeOfARemovedUserIsInvalid() {
        story.given(addUser(), addCode(CODE), remove())
                .when(start(PASSKEY, CODE))
                .expectExceptionDetails(new Failure.CodeInvalid())
                .expectNoEvents();
    }

    @Test
    void aLinkThatNamesAnotherOrganizationIsInvalidAndNotCounted() {
        story.given(addUser(), addCode(CODE))
                .when(start(PASSKEY, right(CODE), new Authority.Holder(ELSEWHERE)))
                .expectExceptionDetails(new Failure.CodeInvalid())
                .expectNoEvents();
    }

    @Test
    void aCodeOfADeactivatedUserIsRefused() {
        story.given(addUser(), addCode(CODE), deactivate())
                .when(redeem(CODE))
                .expectResultMessagePayload(NOT_ACTIVE)
                .expectNoEvents();
    }

    @Test
    void aCodeOfALockedUserIsRefused() {
        story.given(addUser(), addCode(CODE), lock())
                .when(redeem(CODE))
                .expectResultMessagePayload(NOT_ACTIVE)
                .expectNoEvents();
    }

    @Test
    void aReactivatedUserCanUseTheOldCode() {
        story.given(addUser(), addCode(CODE), deactivate(), reactivate())
                .when(redeem(CODE))
                .expectEvents(USED, registered(CODE));
    }

    @Test
    void anUnlockedUserCanUseTheOldCode() {
        story.given(addUser(), addCode(CODE), lock(), unlock())
                .when(redeem(CODE))
                .expectEvents(USED, registered(CODE));
    }

    @Test
    void whoGuessesIsNotToldThatTheUserIsDeactivated() {
        story.given(addUser(), addCode(CODE), deactivate()).when(guess(CODE)).expectResultMessagePayload(INVALID);
    }

    @Test
    void aCodeWhoseKeyWasRetiredIsInvalidAndNotCounted() {
        story.given(addUser(), addCodeUnder(SpokenCodes.RETIRED_KEY, CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aCodeWhoseKeyIsUnknownHereIsUnavailableAndNotCounted() {
        story.given(addUser(), addCodeUnder(SpokenCodes.UNKNOWN_KEY, CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(
                        new Failure.Unavailable("The key of this registration link is not known here yet.")))
                .expectNoEvents();
    }
}
