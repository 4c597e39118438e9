package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** How a passkey comes to be registered, and what keeps it from it (behaviour C7 to C10). */
class RegistrationTest {

    private static final Verdict INVALID = new Verdict.Refused(new Failure.CodeInvalid());
    private static final Verdict NOT_UNDER_WAY = new Verdict.Refused(new Failure.CeremonyFailed(
            "This registration is not under way, or has taken more than five minutes; begin again."));
    private static final Verdict NOT_VERIFIED = new Verdict.Refused(
            new Failure.CeremonyFailed("The passkey could not be verified (CHALLENGE); begin again."));
    private static final String WRONG = "an answer to something else";

    private final UserStory story = new UserStory().given(addUser(), addCode(CODE));

    @Test
    void aLookTellsWhomTheCodeIsForAndStoresNothing() {
        story.when(look(CODE))
                .expectNoEvents()
                .expectResultMessagePayloadMatching(
                        org.axonframework.test.matchers.Matchers.matches(verdict -> verdict instanceof Verdict.Seen seen
                                && seen.person().equals(PERSON)
                                && seen.code().codeId().equals(CODE)));
    }

    @Test
    void aLookWithAWrongCodeStoresNothingEither() {
        story.when(new UserCommand.LookAtPasswordlessInitCode(
                        USER, new PresentedCode(CODE, SpokenCodes.wrongProof()), HOLDER))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void aStartKeepsWhatWasAskedOfTheAuthenticator() {
        story.when(start(PASSKEY, CODE))
                .expectEvents(
                        new PasswordlessTokenAdded(USER, PASSKEY, CHALLENGE, Ceremony.LIFETIME, RP, HANDLE, CODE));
    }

    @Test
    void aStartWithAWrongCodeIsAWrongGuess() {
        story.when(guess(CODE))
                .expectResultMessagePayload(INVALID)
                .expectEvents(new PasswordlessInitCodeCheckFailed(USER, CODE));
    }

    @Test
    void aStartUsesNoCode() {
        story.given(start(PASSKEY, CODE), start(OTHER_PASSKEY, CODE));

        assertThat(story.answer(finish(OTHER_PASSKEY, CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void whoIsSignedInNeedsNoCode() {
        story.given(startMine(PASSKEY))
                .when(finishMine(PASSKEY))
                .expectEvents(new PasswordlessTokenVerified(
                        USER, PASSKEY, PERSONAL_KEY, NAME, SpokenPasskeys.credentialOf(PASSKEY)));
    }

    @Test
    void aManagerWithTheRightCodeMayBegin() {
        assertThat(story.answer(start(PASSKEY, right(CODE), manager()), Verdict.class))
                .isInstanceOf(Verdict.Started.class);
    }

    @Test
    void aManagerWithoutPermissionInTheUsersOrganizationDoesNotSeeTheUser() {
        Authority stranger = new Authority.ManagerAtHome(
                Caller.of("manager", HOME.value(), Grant.in(HOME, "ORG_USER_MANAGER")), Operation.REGISTER_PASSKEY);

        story.when(start(PASSKEY, right(CODE), stranger)).expectExceptionDetails(new Failure.UserNotFound());
    }

    @Test
    void theNextCeremonyNamesThePasskeysThereAre() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY));

        assertThat(story.answer(start(OTHER_PASSKEY, CODE), Verdict.class))
                .asInstanceOf(InstanceOfAssertFactories.type(Verdict.Started.class))
                .extracting(Verdict.Started::existing, InstanceOfAssertFactories.list(Credential.class))
                .containsExactly(SpokenPasskeys.credentialOf(PASSKEY));
    }

    @Test
    void allPasskeysOfALifeHaveOneUserHandle() {
        UserHandle fresh = new UserHandle("zyxwvutszyxwvutszyxwvuts");
        story.given(start(PASSKEY, CODE))
                .when(new UserCommand.StartPasskeyRegistration(
                        USER, OTHER_PASSKEY, CHALLENGE, RP, fresh, right(CODE), HOLDER))
                .expectEvents(new PasswordlessTokenAdded(
                        USER, OTHER_PASSKEY, CHALLENGE, Ceremony.LIFETIME, RP, HANDLE, CODE));
    }

    @Test
    void anAnswerThatDoesNotFitIsStoredAndCountedAndRegistersNothing() {
        story.given(start(PASSKEY, CODE))
                .when(finish(PASSKEY, WRONG, right(CODE), HOLDER))
                .expectResultMessagePayload(NOT_VERIFIED)
                .expectEvents(
                        new PasswordlessTokenVerificationFailed(USER, PASSKEY, "CHALLENGE"),
                        new PasswordlessInitCodeCeremonyFailed(USER, CODE));
    }

    @Test
    void aFailedCeremonyDoesNotBurnTheCode() {
        story.given(start(PASSKEY, CODE), finish(PASSKEY, WRONG, right(CODE), HOLDER), start(OTHER_PASSKEY, CODE));

        assertThat(story.answer(finish(OTHER_PASSKEY, CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aChallengeIsAnsweredOnce() {
        story.given(start(PASSKEY, CODE), finish(PASSKEY, WRONG, right(CODE), HOLDER))
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(NOT_UNDER_WAY)
                .expectNoEvents();
    }

    @Test
    void tenFailedCeremoniesLockTheCode() {
        for (int i = 0; i < 10; i++) {
            PasskeyId passkey = new PasskeyId("passkey-" + i);
            story.given(start(passkey, CODE), finish(passkey, WRONG, right(CODE), HOLDER));
        }
        story.when(start(PASSKEY, CODE)).expectResultMessagePayload(INVALID).expectNoEvents();
    }

    @Test
    void noMoreThanTenCeremoniesAreUnderWayWithOneCode() {
        for (int i = 0; i < 10; i++) {
            story.given(start(new PasskeyId("passkey-" + i), CODE));
        }
        story.when(start(PASSKEY, CODE))
                .expectExceptionDetails(
                        new Failure.CeremonyFailed("Too many registrations are under way; try again in five minutes."))
                .expectNoEvents();
    }

    @Test
    void whoIsSignedInBeginsTenTimesInFiveMinutesFinishedOrNot() {
        for (int i = 0; i < 10; i++) {
            PasskeyId passkey = new PasskeyId("passkey-" + i);
            story.given(
                    startMine(passkey),
                    finish(passkey, WRONG, null, oneself(Operation.VERIFY_PASSKEY_REGISTRATION, HOME)));
        }
        story.when(startMine(PASSKEY))
                .expectExceptionDetails(
                        new Failure.CeremonyFailed("Too many registrations are under way; try again in five minutes."));
        story.at(NOON.plus(Ceremony.LIFETIME)).when(startMine(PASSKEY)).expectSuccessfulHandlerExecution();
    }

    @Test
    void afterFiftyStartsACodeIsNotBegunWithAgain() {
        for (int i = 0; i < 50; i++) {
            story.at(NOON.plusSeconds(60L * i)).given(start(new PasskeyId("passkey-" + i), CODE));
        }
        story.at(NOON.plusSeconds(3500)).when(look(CODE)).expectResultMessagePayload(INVALID);
        story.when(start(PASSKEY, CODE)).expectExceptionDetails(new Failure.CodeInvalid());
    }

    @Test
    void anAnswerAfterFiveMinutesIsTooLate() {
        story.given(start(PASSKEY, CODE))
                .at(NOON.plus(Ceremony.LIFETIME))
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(NOT_UNDER_WAY)
                .expectNoEvents();
    }

    @Test
    void anAnswerJustBeforeIsNot() {
        story.given(start(PASSKEY, CODE)).at(NOON.plus(Ceremony.LIFETIME).minusMillis(1));

        assertThat(story.answer(finish(PASSKEY, CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aCeremonyOfOneCodeIsNotFinishedWithAnother() {
        story.given(addCode(OTHER_CODE), start(PASSKEY, CODE))
                .when(finish(PASSKEY, SpokenPasskeys.answerOf(PASSKEY), right(OTHER_CODE), HOLDER))
                .expectResultMessagePayload(NOT_UNDER_WAY)
                .expectNoEvents();
    }

    @Test
    void aCeremonyBegunBeforeTheCodeWasUsedCannotBeFinishedAfter() {
        story.given(start(PASSKEY, CODE), redeem(CODE))
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()))
                .expectNoEvents();
    }

    @Test
    void norByAManagerWhoDoesNotPresentTheCodeAgain() {
        story.given(start(PASSKEY, CODE), redeem(CODE))
                .when(finish(PASSKEY, SpokenPasskeys.answerOf(PASSKEY), null, manager()))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.CodeUsed()))
                .expectNoEvents();
    }

    @Test
    void aCodeThatWasClosedAndForgottenMeanwhileRegistersNothing() {
        story.given(start(PASSKEY, right(CODE), manager()), revoke(CODE));
        for (int i = 0; i < InitCodeRules.MOST_REMEMBERED; i++) {
            CodeId later = new CodeId("later-" + i);
            story.given(addCode(later), revoke(later));
        }
        story.when(finish(PASSKEY, SpokenPasskeys.answerOf(PASSKEY), null, manager()))
                .expectResultMessagePayload(INVALID)
                .expectNoEvents();
    }

    @Test
    void noPasskeyIsRegisteredBeyondTheMostThereMayBe() {
        for (int i = 0; i < Passkeys.MOST - 1; i++) {
            PasskeyId passkey = new PasskeyId("passkey-" + i);
            story.at(NOON.plus(Ceremony.LIFETIME.multipliedBy(i))).given(startMine(passkey), finishMine(passkey));
        }
        story.given(startMine(PASSKEY), startMine(OTHER_PASSKEY), finishMine(PASSKEY))
                .when(finishMine(OTHER_PASSKEY))
                .expectExceptionDetails(new Failure.RequestInvalid("the user has 200 passkeys; remove one first"))
                .expectNoEvents();
    }

    @Test
    void aManagerDoesNotFinishWhatTheUserBegan() {
        story.given(startMine(PASSKEY))
                .when(finish(PASSKEY, SpokenPasskeys.answerOf(PASSKEY), null, manager()))
                .expectResultMessagePayload(NOT_UNDER_WAY)
                .expectNoEvents();
    }

    @Test
    void aManagerFinishesWhatWasBegunWithACodeWithoutShowingItAgain() {
        story.given(start(PASSKEY, right(CODE), manager()));

        assertThat(story.answer(finish(PASSKEY, SpokenPasskeys.answerOf(PASSKEY), null, manager()), Verdict.class))
                .isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aCredentialOfSomebodyElseIsAFailedCeremony() {
        story.claimed(PASSKEY)
                .given(start(PASSKEY, CODE))
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.PasskeyAlreadyExists()))
                .expectEvents(
                        new PasswordlessTokenVerificationFailed(USER, PASSKEY, "CLAIMED"),
                        new PasswordlessInitCodeCeremonyFailed(USER, CODE));
    }

    @Test
    void aUserWhoWasDeactivatedMeanwhileGetsNoPasskey() {
        story.given(start(PASSKEY, CODE), deactivate())
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.UserNotActive()))
                .expectNoEvents();
    }

    @Test
    void aUserWhoWasLockedMeanwhileGetsNoPasskey() {
        story.given(start(PASSKEY, CODE), lock())
                .when(finish(PASSKEY, CODE))
                .expectResultMessagePayload(new Verdict.Refused(new Failure.UserNotActive()))
                .expectNoEvents();
    }

    @Test
    void aUserWhoWasRemovedMeanwhileIsUnknownToTheHolder() {
        story.given(start(PASSKEY, CODE), remove())
                .when(finish(PASSKEY, CODE))
                .expectExceptionDetails(new Failure.CodeInvalid())
                .expectNoEvents();
    }

    @Test
    void aCeremonyOfAFormerLifeIsNotFinishedInTheNext() {
        story.given(startMine(PASSKEY), remove(), addUser())
                .when(finishMine(PASSKEY))
                .expectResultMessagePayload(NOT_UNDER_WAY)
                .expectNoEvents();
    }

    @Test
    void aPasskeyThatIsNotRegisteredIsNotFound() {
        story.given(startMine(PASSKEY)).when(remove(PASSKEY)).expectExceptionDetails(new Failure.PasskeyNotFound());
    }

    @Test
    void aRemovedPasskeyIsNotFound() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY), remove(PASSKEY))
                .when(use(PASSKEY, 1))
                .expectExceptionDetails(new Failure.PasskeyNotFound());
    }

    @Test
    void theNameItHasAlreadyIsNoChange() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY))
                .when(rename(PASSKEY, NAME))
                .expectNoEvents();
    }

    @Test
    void aCounterThatHasNotRisenIsRefused() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY), use(PASSKEY, 7))
                .when(use(PASSKEY, 7))
                .expectExceptionDetails(new Failure.CeremonyFailed(
                        "The authenticator's signature counter has not risen: it may have been copied."))
                .expectNoEvents();
    }

    @Test
    void anAuthenticatorThatDoesNotCountIsUsedAgainAndAgain() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY), use(PASSKEY, 0))
                .when(use(PASSKEY, 0))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void whoIsDeactivatedDoesNotSignIn() {
        story.given(startMine(PASSKEY), finishMine(PASSKEY), deactivate())
                .when(use(PASSKEY, 1))
                .expectExceptionDetails(new Failure.UserNotActive());
    }

    private static Authority manager() {
        return new Authority.ManagerAtHome(
                Caller.of("manager", ELSEWHERE.value(), Grant.in(HOME, "ORG_OWNER")), Operation.REGISTER_PASSKEY);
    }
}
