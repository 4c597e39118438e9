package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The details that answers carry, all of them out of the metadata of stored events (behaviour, chapter 2). */
class DetailsOfAnswersTest {

    private static final Instant LATER = NOON.plusMillis(1500);

    private final UserStory story = new UserStory();

    @Test
    void creatingAUserAnswersItsFirstEvent() {
        story.when(addUser()).expectResultMessagePayload(details(1, NOON, NOON));
    }

    @Test
    void changingAUserAnswersTheEventThatChangedItAndTheFirst() {
        story.given(addUser()).at(LATER).when(deactivate()).expectResultMessagePayload(details(2, NOON, LATER));
    }

    @Test
    void everyChangeOfAUserAnswersItsOwnEvent() {
        story.given(addUser(), deactivate(), reactivate(), lock(), unlock());

        story.at(LATER)
                .when(changeEmail(new Email("other@example.org", true)))
                .expectResultMessagePayload(details(6, NOON, LATER));
    }

    @Test
    void removingAUserAnswersTheRemoval() {
        story.given(addUser()).at(LATER).when(remove()).expectResultMessagePayload(details(2, NOON, LATER));
    }

    @Test
    void creatingACodeAnswersItsFirstEventAndNotTheUsers() {
        story.given(addUser()).at(LATER);

        assertThat(story.answer(addCode(CODE), InitCode.class).details()).isEqualTo(details(2, LATER, LATER));
    }

    @Test
    void changingACodeAnswersTheEventThatChangedItAndItsFirst() {
        story.given(addUser())
                .at(LATER)
                .given(addCode(CODE))
                .at(LATER.plusSeconds(5))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(3, LATER, LATER.plusSeconds(5)));
    }

    @Test
    void markingAMailSentAnswersTheCodesDetails() {
        story.given(addUser(), sendCode(CODE))
                .at(LATER)
                .when(markSent(CODE))
                .expectResultMessagePayload(details(3, NOON, LATER));
    }

    @Test
    void givingAMailUpAnswersTheCodesDetails() {
        story.given(addUser(), sendCode(CODE))
                .at(LATER)
                .when(markDeliveryFailed(CODE, "SMTP 550 5.1.1"))
                .expectResultMessagePayload(details(3, NOON, LATER));
    }

    @Test
    void aUsedCodeHasTheDetailsOfItsRedemption() {
        story.given(addUser(), addCode(CODE), start(PASSKEY, CODE))
                .at(LATER)
                .given(finish(PASSKEY, CODE))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(4, NOON, LATER))
                .expectNoEvents();
    }

    @Test
    void aPasskeyIsThereFromTheStartOfItsRegistration() {
        story.given(addUser(), addCode(CODE), start(PASSKEY, CODE)).at(LATER);

        assertThat(story.answer(finish(PASSKEY, CODE), Verdict.class))
                .isInstanceOfSatisfying(
                        Verdict.Registered.class,
                        registered -> assertThat(registered.passkey().details()).isEqualTo(details(5, NOON, LATER)));
    }

    @Test
    void changesOfAPasskeyAnswerIts() {
        story.given(addUser(), startMine(PASSKEY), finishMine(PASSKEY))
                .at(LATER)
                .given(rename(PASSKEY, new PasskeyName("Other")), use(PASSKEY, 0))
                .when(remove(PASSKEY))
                .expectResultMessagePayload(details(6, NOON, LATER));
    }

    @Test
    void whatHappensToCodesIsNoChangeOfTheUser() {
        story.given(addUser())
                .at(LATER)
                .given(sendCode(CODE), markSent(CODE), guess(CODE), redeem(CODE), addCode(OTHER_CODE));

        story.when(revokeAll()).expectResultMessagePayload(details(1, NOON, NOON));
    }

    @Test
    void whatHappensToTheUserIsNoChangeOfACode() {
        story.given(addUser(), addCode(CODE), deactivate(), reactivate())
                .at(LATER)
                .when(revoke(CODE))
                .expectResultMessagePayload(details(5, NOON, LATER));
    }

    @Test
    void codesThatAChangedAddressRevokesDoNotCountForTheAnswer() {
        story.given(addUser(), sendCode(CODE))
                .at(LATER)
                .when(changeEmail(new Email("other@example.org", false)))
                .expectResultMessagePayload(details(3, NOON, LATER));
    }

    @Test
    void answersHaveMillisecondsEvenWhereTheClockHasNanoseconds() {
        story.at(NOON.plusNanos(123_456_789));

        story.when(addUser()).expectResultMessagePayload(details(1, NOON.plusMillis(123), NOON.plusMillis(123)));
    }

    @Test
    void aCodeExpiresInMillisecondsEvenWhereTheClockHasNanoseconds() {
        story.given(addUser()).at(NOON.plusNanos(123_456_789));

        InitCode code = story.answer(addCode(CODE), InitCode.class);

        assertThat(code.expiresAt()).isEqualTo(NOON.plusMillis(123).plus(InitCodeRules.DEFAULT.expiry()));
        assertThat(code.expiry()).isEqualTo(InitCodeRules.DEFAULT.expiry());
    }

    @Test
    void theOwnerIsTheOneThatStoredMetadataNames() {
        story.stored(ELSEWHERE, new UserAdded(USER, PERSONAL_KEY, PERSON));

        ObjectDetails details = story.answer(new UserCommand.DeactivateUser(USER, SYSTEM), ObjectDetails.class);

        assertThat(details.resourceOwner()).isEqualTo(ELSEWHERE);
    }

    @Test
    void aCallerFromElsewhereDoesNotBecomeTheOwner() {
        story.given(addUser());

        ObjectDetails details = story.answer(
                new UserCommand.DeactivateUser(
                        USER, manager(Operation.DEACTIVATE_USER, ELSEWHERE, Grant.everywhere("IAM_OWNER"))),
                ObjectDetails.class);

        assertThat(details.resourceOwner()).isEqualTo(HOME);
    }

    @Test
    void theDatesOfACodeAreThoseOfStoredEvents() {
        story.at(NOON)
                .stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .at(LATER)
                .stored(
                        HOME,
                        new PasswordlessInitCodeAdded(
                                USER, CODE, seed(1), 12, Duration.ofMinutes(5), 3, 10, Medium.RETURNED, null, null));

        story.at(LATER.plusSeconds(1))
                .when(revoke(CODE))
                .expectResultMessagePayload(details(3, LATER, LATER.plusSeconds(1)));
    }
}
