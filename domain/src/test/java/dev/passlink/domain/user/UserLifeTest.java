package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.Test;

/** Added, changed, shut out for a while, removed (behaviour O2, O5, C7). */
class UserLifeTest {

    private final UserStory story = new UserStory();

    @Test
    void aUserIsAdded() {
        story.when(addUser()).expectEvents(new UserAdded(USER, PERSONAL_KEY, PERSON));
    }

    @Test
    void aUserIdIsTakenOnlyOnce() {
        story.given(addUser())
                .when(addUser(ELSEWHERE, PERSON))
                .expectExceptionDetails(new Failure.UserAlreadyExists())
                .expectNoEvents();
    }

    @Test
    void whoWasNeverAddedHasNoStream() {
        story.when(deactivate()).expectException(AggregateNotFoundException.class);
    }

    @Test
    void anEmailAddressIsChanged() {
        Email other = new Email("other@example.org", true);
        story.given(addUser()).when(changeEmail(other)).expectEvents(new UserEmailChanged(USER, PERSONAL_KEY, other));
    }

    @Test
    void anEmailAddressIsGivenToWhoHadNone() {
        story.given(addUser(HOME, PERSON_WITHOUT_EMAIL))
                .when(changeEmail(EMAIL))
                .expectEvents(new UserEmailChanged(USER, PERSONAL_KEY, EMAIL));
    }

    @Test
    void theSameEmailAddressAgainStoresNothing() {
        story.given(addUser())
                .when(changeEmail(EMAIL))
                .expectResultMessagePayload(details(1, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aChangedAddressRevokesTheOpenCodesMailedToTheOldOne() {
        Email other = new Email("other@example.org", false);
        story.given(addUser(), sendCode(CODE), sendCode(OTHER_CODE), markSent(CODE))
                .when(changeEmail(other))
                .expectEvents(
                        new UserEmailChanged(USER, PERSONAL_KEY, other),
                        new PasswordlessInitCodeRevoked(USER, CODE),
                        new PasswordlessInitCodeRevoked(USER, OTHER_CODE));
    }

    @Test
    void aChangedAddressLeavesCodesAloneThatWereHandedBack() {
        Email other = new Email("other@example.org", false);
        story.given(addUser(), addCode(CODE))
                .when(changeEmail(other))
                .expectEvents(new UserEmailChanged(USER, PERSONAL_KEY, other));
    }

    @Test
    void aChangedAddressLeavesCodesAloneThatHaveExpired() {
        Email other = new Email("other@example.org", false);
        story.given(addUser(), sendCode(CODE))
                .at(NOON.plus(InitCodeRules.DEFAULT.expiry()))
                .when(changeEmail(other))
                .expectEvents(new UserEmailChanged(USER, PERSONAL_KEY, other));
    }

    @Test
    void anAddressThatIsOnlyVerifiedRevokesNothing() {
        Email verified = new Email(EMAIL.address(), true);
        story.given(addUser(), sendCode(CODE))
                .when(changeEmail(verified))
                .expectEvents(new UserEmailChanged(USER, PERSONAL_KEY, verified));
    }

    @Test
    void aUserIsDeactivated() {
        story.given(addUser()).when(deactivate()).expectEvents(new UserDeactivated(USER));
    }

    @Test
    void deactivatingADeactivatedUserAnswersTheDetailsAndStoresNothing() {
        story.given(addUser())
                .at(NOON.plusSeconds(1))
                .given(deactivate())
                .at(NOON.plusSeconds(2))
                .when(deactivate())
                .expectResultMessagePayload(details(2, NOON, NOON.plusSeconds(1)))
                .expectNoEvents();
    }

    @Test
    void aDeactivatedUserIsReactivated() {
        story.given(addUser(), deactivate()).when(reactivate()).expectEvents(new UserReactivated(USER));
    }

    @Test
    void reactivatingAnActiveUserAnswersTheDetailsAndStoresNothing() {
        story.given(addUser())
                .at(NOON.plusSeconds(1))
                .when(reactivate())
                .expectResultMessagePayload(details(1, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aUserIsLocked() {
        story.given(addUser()).when(lock()).expectEvents(new UserLocked(USER));
    }

    @Test
    void lockingALockedUserAnswersTheDetailsAndStoresNothing() {
        story.given(addUser(), lock())
                .when(lock())
                .expectResultMessagePayload(details(2, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aLockedUserIsUnlocked() {
        story.given(addUser(), lock()).when(unlock()).expectEvents(new UserUnlocked(USER));
    }

    @Test
    void unlockingAnUnlockedUserAnswersTheDetailsAndStoresNothing() {
        story.given(addUser())
                .when(unlock())
                .expectResultMessagePayload(details(1, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aLockOutlastsAReactivation() {
        story.given(addUser(), deactivate(), lock(), reactivate())
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.UserNotActive())
                .expectNoEvents();
    }

    @Test
    void aDeactivationOutlastsAnUnlocking() {
        story.given(addUser(), deactivate(), lock(), unlock())
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.UserNotActive())
                .expectNoEvents();
    }

    @Test
    void aUserIsRemoved() {
        story.given(addUser()).when(remove()).expectEvents(new UserRemoved(USER, PERSONAL_KEY));
    }

    @Test
    void aRemovedUserIsNotFound() {
        story.given(addUser(), remove())
                .when(deactivate())
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void aRemovedUserIsNotRemovedTwice() {
        story.given(addUser(), remove())
                .when(remove())
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void aRemovedUserGetsNoCode() {
        story.given(addUser(), remove())
                .when(addCode(CODE))
                .expectExceptionDetails(new Failure.UserNotFound())
                .expectNoEvents();
    }

    @Test
    void aUserIsAddedTogetherWithACode() {
        UserWithInitCode added = story.answer(addUserWithCode(SYSTEM), UserWithInitCode.class);

        assertThat(added.details()).isEqualTo(details(1, NOON, NOON));
        assertThat(added.code().codeId()).isEqualTo(CODE);
        assertThat(added.code().details()).isEqualTo(details(2, NOON, NOON));
    }

    @Test
    void aUserThatExistsIsNotGivenACodeByAddingItAgain() {
        story.given(addUser())
                .when(addUserWithCode(SYSTEM))
                .expectExceptionDetails(new Failure.UserAlreadyExists())
                .expectNoEvents();
    }
}
