package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether the mail of a code is still due, and what became of it (behaviour M2, C6). */
class MailDecisionTest {

    private static final Instant END = NOON.plusSeconds(3600);
    private static final MailVerdict NOT_DUE = new MailVerdict.NotDue();
    private static final String REFUSED = "SMTP 550 5.1.1";

    private final UserStory story = new UserStory().given(addUser(), sendCode(CODE));

    @Test
    void theMailOfANewCodeIsDueToTheRegisteredAddress() {
        assertThat(story.answer(reviewMail(CODE), MailVerdict.class))
                .isInstanceOfSatisfying(MailVerdict.Due.class, due -> {
                    assertThat(due.code().codeId()).isEqualTo(CODE);
                    assertThat(due.person()).isEqualTo(PERSON);
                    assertThat(due.email()).isEqualTo(EMAIL);
                });
    }

    @Test
    void askingWhetherAMailIsDueStoresNothing() {
        story.when(reviewMail(CODE)).expectNoEvents();
    }

    @Test
    void aMailIsDueAgainAsLongAsNobodySaysThatItWasSent() {
        story.given(reviewMail(CODE));

        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isInstanceOf(MailVerdict.Due.class);
    }

    @Test
    void theMailOfADeactivatedUserIsPostponed() {
        story.given(deactivate())
                .when(reviewMail(CODE))
                .expectResultMessagePayload(new MailVerdict.Postponed())
                .expectNoEvents();
    }

    @Test
    void theMailOfALockedUserIsPostponed() {
        story.given(lock())
                .when(reviewMail(CODE))
                .expectResultMessagePayload(new MailVerdict.Postponed())
                .expectNoEvents();
    }

    @Test
    void aPostponedMailIsDueOnceTheUserIsBack() {
        story.given(deactivate(), reviewMail(CODE), reactivate());

        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isInstanceOf(MailVerdict.Due.class);
    }

    @Test
    void aSentMailIsNotDue() {
        story.given(markSent(CODE))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void aMailThatWasGivenUpIsNotDue() {
        story.given(markDeliveryFailed(CODE, REFUSED))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfARevokedCodeIsNotDue() {
        story.given(revoke(CODE))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfAUsedCodeIsNotDue() {
        story.given(redeem(CODE))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfALockedCodeIsNotDue() {
        story.given(guess(CODE), guess(CODE), guess(CODE))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfAnUnknownCodeIsNotDue() {
        story.when(reviewMail(OTHER_CODE)).expectResultMessagePayload(NOT_DUE).expectNoEvents();
    }

    @Test
    void aLinkThatWasHandedBackIsNotDueToBeMailed() {
        story.given(addCode(OTHER_CODE))
                .when(reviewMail(OTHER_CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfARemovedUserIsNotDue() {
        story.given(remove())
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void aMillisecondBeforeTheCodeExpiresItsMailIsDue() {
        story.at(END.minusMillis(1));

        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isInstanceOf(MailVerdict.Due.class);
    }

    @Test
    void theMailOfAnExpiredCodeIsGivenUp() {
        story.at(END)
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectEvents(new PasswordlessInitCodeDeliveryFailed(USER, CODE, "EXPIRED"));
    }

    @Test
    void theMailOfAnExpiredCodeIsGivenUpOnlyOnce() {
        story.at(END)
                .given(reviewMail(CODE))
                .when(reviewMail(CODE))
                .expectResultMessagePayload(NOT_DUE)
                .expectNoEvents();
    }

    @Test
    void theMailOfADeactivatedUserIsGivenUpWhenTheCodeExpires() {
        story.given(deactivate())
                .at(END)
                .when(reviewMail(CODE))
                .expectEvents(new PasswordlessInitCodeDeliveryFailed(USER, CODE, "EXPIRED"));
    }

    @Test
    void aMailThatWasSentIsOnRecordOnce() {
        story.given(markSent(CODE))
                .at(NOON.plusSeconds(1))
                .when(markSent(CODE))
                .expectResultMessagePayload(details(3, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aMailThatWasGivenUpIsOnRecordWithItsReason() {
        story.when(markDeliveryFailed(CODE, REFUSED))
                .expectEvents(new PasswordlessInitCodeDeliveryFailed(USER, CODE, REFUSED));
    }

    @Test
    void aMailIsGivenUpOnce() {
        story.given(markDeliveryFailed(CODE, REFUSED))
                .at(NOON.plusSeconds(1))
                .when(markDeliveryFailed(CODE, "SMTP 554"))
                .expectResultMessagePayload(details(3, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aMailThatWasSentIsNotGivenUp() {
        story.given(markSent(CODE)).when(markDeliveryFailed(CODE, REFUSED)).expectNoEvents();
    }

    @Test
    void aMailThatWasGivenUpButArrivedAfterAllIsOnRecordAsSent() {
        story.given(markDeliveryFailed(CODE, REFUSED))
                .when(markSent(CODE))
                .expectEvents(new PasswordlessInitCodeSent(USER, CODE));
    }

    @Test
    void aMailOfARevokedCodeThatWasInFlightIsOnRecordAsSent() {
        story.given(revoke(CODE)).when(markSent(CODE)).expectEvents(new PasswordlessInitCodeSent(USER, CODE));
    }

    @Test
    void aLinkThatWasHandedBackIsNeverOnRecordAsSent() {
        story.given(addCode(OTHER_CODE))
                .when(markSent(OTHER_CODE))
                .expectResultMessagePayload(details(3, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aLinkThatWasHandedBackIsNeverOnRecordAsGivenUp() {
        story.given(addCode(OTHER_CODE))
                .when(markDeliveryFailed(OTHER_CODE, REFUSED))
                .expectNoEvents();
    }

    @Test
    void anUnknownCodeIsNotOnRecordAsSent() {
        story.when(markSent(OTHER_CODE))
                .expectExceptionDetails(new Failure.CodeNotFound())
                .expectNoEvents();
    }

    @Test
    void aGivenUpMailDoesNotSpoilTheCode() {
        story.given(markDeliveryFailed(CODE, REFUSED));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }
}
