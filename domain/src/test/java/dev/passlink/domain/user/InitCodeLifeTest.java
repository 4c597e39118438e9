package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Codes are added, mailed and revoked (behaviour C4–C7, C11, O2, O5). */
class InitCodeLifeTest {

    private static final InitCodeRules VERIFIED_ONLY =
            new InitCodeRules(12, Duration.ofHours(1), 3, 10, 10, Addresses.VERIFIED, MailLimit.DEFAULT);

    private final UserStory story = new UserStory();

    @Test
    void theLimitsInForceAreWrittenIntoTheEvent() {
        InitCodeRules rules =
                new InitCodeRules(20, Duration.ofMinutes(5), 7, 8, 10, Addresses.REGISTERED, MailLimit.DEFAULT);

        new UserStory(rules)
                .given(addUser())
                .when(addCode(CODE))
                .expectEvents(new PasswordlessInitCodeAdded(
                        USER, CODE, seed(1), 20, Duration.ofMinutes(5), 7, 8, Medium.RETURNED, null, null));
    }

    @Test
    void aCodeToMailIsAddedBeforeItIsMailed() {
        story.given(addUser())
                .when(sendCode(CODE))
                .expectEvents(new PasswordlessInitCodeAdded(
                        USER, CODE, seed(1), 12, Duration.ofHours(1), 3, 10, Medium.MAIL, null, null));
    }

    @Test
    void aNewCodeIsAnsweredWholeAndOpen() {
        story.given(addUser());

        assertThat(story.answer(addCode(CODE), InitCode.class))
                .isEqualTo(new InitCode(
                        CODE,
                        seed(1),
                        12,
                        Medium.RETURNED,
                        null,
                        NOON.plusSeconds(3600),
                        3,
                        10,
                        CodeState.OPEN,
                        MailState.NONE,
                        null,
                        0,
                        0,
                        null,
                        details(2, NOON, NOON)));
    }

    @Test
    void anOlderCodeKeepsItsOwnLimitsWhenTheConfigurationChanges() {
        story.stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .stored(
                        HOME,
                        new PasswordlessInitCodeAdded(
                                USER, CODE, seed(1), 12, Duration.ofHours(2), 1, 10, Medium.RETURNED, null, null))
                .given(guess(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeInvalid()))
                .expectNoEvents();
    }

    @Test
    void anOlderCodeKeepsItsOwnExpiryWhenTheConfigurationChanges() {
        story.stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .stored(
                        HOME,
                        new PasswordlessInitCodeAdded(
                                USER, CODE, seed(1), 12, Duration.ofHours(2), 3, 10, Medium.RETURNED, null, null))
                .at(NOON.plus(Duration.ofMinutes(119)));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aCodeIdIsTakenOnlyOnce() {
        story.given(addUser(), addCode(CODE))
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.RequestInvalid("code id is taken"))
                .expectNoEvents();
    }

    @Test
    void aDeactivatedUserGetsNoCode() {
        story.given(addUser(), deactivate())
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.UserNotActive())
                .expectNoEvents();
    }

    @Test
    void aLockedUserGetsNoCode() {
        story.given(addUser(), lock())
                .when(sendCode(CODE))
                .expectExceptionDetails(new Failure.UserNotActive())
                .expectNoEvents();
    }

    @Test
    void aReactivatedUserGetsCodesAgain() {
        story.given(addUser(), deactivate(), reactivate()).when(addCode(CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void withoutAnAddressNothingIsMailed() {
        story.given(addUser(HOME, PERSON_WITHOUT_EMAIL))
                .when(sendCode(CODE))
                .expectExceptionDetails(new Failure.EmailMissing())
                .expectNoEvents();
    }

    @Test
    void withoutAnAddressALinkCanStillBeHandedBack() {
        story.given(addUser(HOME, PERSON_WITHOUT_EMAIL)).when(addCode(CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void anUnverifiedAddressWillDoUnlessConfiguredOtherwise() {
        story.given(addUser()).when(sendCode(CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void whereOnlyVerifiedAddressesWillDoAnUnverifiedOneIsMissing() {
        new UserStory(VERIFIED_ONLY)
                .given(addUser())
                .when(sendCode(CODE))
                .expectExceptionDetails(new Failure.EmailMissing())
                .expectNoEvents();
    }

    @Test
    void whereOnlyVerifiedAddressesWillDoAVerifiedOneIsMailedTo() {
        new UserStory(VERIFIED_ONLY)
                .given(addUser(), changeEmail(new Email(EMAIL.address(), true)))
                .when(sendCode(CODE))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void aRevokedCodeIsRevoked() {
        story.given(addUser(), addCode(CODE))
                .when(revoke(CODE))
                .expectEvents(new PasswordlessInitCodeRevoked(USER, CODE));
    }

    @Test
    void revokingARevokedCodeAnswersItsDetailsAndStoresNothing() {
        story.given(addUser(), addCode(CODE), revoke(CODE))
                .at(NOON.plusSeconds(1))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(3, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void revokingAUsedCodeStoresNothing() {
        story.given(addUser(), addCode(CODE), redeem(CODE))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(4, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void revokingAnExpiredCodeStoresNothing() {
        story.given(addUser(), addCode(CODE))
                .at(NOON.plusSeconds(3600))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(2, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void revokingAnUnknownCodeIsRefused() {
        story.given(addUser())
                .when(revoke(CODE))
                .expectExceptionDetails(new Failure.CodeNotFound())
                .expectNoEvents();
    }

    @Test
    void revokingAllRevokesThoseThatAreOpen() {
        story.given(addUser(), addCode(CODE), addCode(OTHER_CODE), addCode(new CodeId("used")))
                .given(redeem(new CodeId("used")))
                .when(revokeAll())
                .expectEvents(
                        new PasswordlessInitCodeRevoked(USER, CODE), new PasswordlessInitCodeRevoked(USER, OTHER_CODE));
    }

    @Test
    void revokingAllOfNoneStoresNothing() {
        story.given(addUser())
                .when(revokeAll())
                .expectResultMessagePayload(details(1, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void codesOfADeactivatedUserCanBeRevoked() {
        story.given(addUser(), addCode(CODE), deactivate())
                .when(revoke(CODE))
                .expectEvents(new PasswordlessInitCodeRevoked(USER, CODE));
    }

    @Test
    void aMailedCodeIsOnRecordAsSent() {
        story.given(addUser(), sendCode(CODE))
                .when(markSent(CODE))
                .expectEvents(new PasswordlessInitCodeSent(USER, CODE));
    }

    @Test
    void aCodeIsGoodBeforeItsMailIsSent() {
        story.given(addUser(), sendCode(CODE));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aLockedCodeIsNotRevivedByALateSent() {
        story.given(addUser(), sendCode(CODE), guess(CODE), guess(CODE), guess(CODE), markSent(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeInvalid()))
                .expectNoEvents();
    }

    @Test
    void aUsedCodeIsNotRevivedByALateSent() {
        story.given(addUser(), sendCode(CODE), redeem(CODE), markSent(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()))
                .expectNoEvents();
    }

    @Test
    void aRevokedCodeIsNotRevivedByALateSent() {
        story.given(addUser(), sendCode(CODE), revoke(CODE), markSent(CODE))
                .when(redeem(CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeRevoked()))
                .expectNoEvents();
    }
}
