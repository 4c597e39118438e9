package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.UserCommand.DropPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserCommand.RetryPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be done about a mail that was given up (behaviour M2). */
class UndeliveredMailTest {

    private static final Instant END = NOON.plusSeconds(3600);
    private static final String REFUSED = "SMTP 550 5.1.1";
    private static final Failure NOT_GIVEN_UP = new Failure.RequestInvalid("the mail of this link was not given up");

    private final UserStory story = new UserStory().given(addUser(), sendCode(CODE));

    @Test
    void aMailThatWasGivenUpIsDueAgainOnceItIsRetried() {
        story.given(markDeliveryFailed(CODE, REFUSED), retry(CODE));

        assertThat(story.lastEvent().getPayload()).isEqualTo(new PasswordlessInitCodeDeliveryRetried(USER, CODE));
        assertThat(story.answer(reviewMail(CODE, 4), MailVerdict.class)).isInstanceOf(MailVerdict.Due.class);
    }

    @Test
    void aMailThatIsDueAgainIsNotDueForTheJobsOfEarlierTimes() {
        story.given(markDeliveryFailed(CODE, REFUSED), retry(CODE));
        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isEqualTo(new MailVerdict.NotDue());

        story.given(markDeliveryFailed(CODE, REFUSED), retry(CODE));
        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isEqualTo(new MailVerdict.NotDue());
        assertThat(story.answer(reviewMail(CODE, 4), MailVerdict.class)).isEqualTo(new MailVerdict.NotDue());
        assertThat(story.answer(reviewMail(CODE, 6), MailVerdict.class)).isInstanceOf(MailVerdict.Due.class);
    }

    @Test
    void aRetryAnswersTheDetailsOfTheCode() {
        story.given(markDeliveryFailed(CODE, REFUSED)).at(NOON.plusSeconds(60));

        assertThat(story.answer(retry(CODE), ObjectDetails.class)).isEqualTo(details(4, NOON, NOON.plusSeconds(60)));
    }

    @Test
    void aMailMayBeGivenUpAndRetriedAgainAndAgain() {
        story.given(markDeliveryFailed(CODE, REFUSED), retry(CODE), markDeliveryFailed(CODE, REFUSED), retry(CODE));

        assertThat(story.events()).hasSize(6);
    }

    @Test
    void aMailThatIsDueNeedsNoRetry() {
        story.when(retry(CODE))
                .expectResultMessagePayload(details(2, NOON, NOON))
                .expectNoEvents();
    }

    @Test
    void aMailThatWasSentNeedsNoRetry() {
        story.given(markSent(CODE))
                .when(retry(CODE))
                .expectSuccessfulHandlerExecution()
                .expectNoEvents();
    }

    @Test
    void theMailOfAnExpiredCodeIsNotRetried() {
        story.at(END).given(reviewMail(CODE));

        story.when(retry(CODE))
                .expectExceptionDetails(new Failure.CodeExpired())
                .expectNoEvents();
    }

    @Test
    void untilTheCodeExpiresItsMailCanBeRetried() {
        story.given(markDeliveryFailed(CODE, REFUSED)).at(END.minusMillis(1));

        story.when(retry(CODE)).expectEvents(new PasswordlessInitCodeDeliveryRetried(USER, CODE));
    }

    @Test
    void theMailOfAUsedCodeIsNotRetried() {
        story.given(markDeliveryFailed(CODE, REFUSED), redeem(CODE))
                .when(retry(CODE))
                .expectExceptionDetails(new Failure.CodeUsed());
    }

    @Test
    void theMailOfALockedCodeIsNotRetried() {
        story.given(markDeliveryFailed(CODE, REFUSED), guess(CODE), guess(CODE), guess(CODE))
                .when(retry(CODE))
                .expectExceptionDetails(new Failure.CodeInvalid());
    }

    @Test
    void theMailToAFormerAddressIsNotRetried() {
        story.given(markDeliveryFailed(CODE, REFUSED), changeEmail(new Email("new@example.org", true)))
                .when(retry(CODE))
                .expectExceptionDetails(new Failure.CodeRevoked());
    }

    @Test
    void aLinkThatWasReturnedHasNoMailToRetryOrDrop() {
        story.given(addCode(OTHER_CODE))
                .when(retry(OTHER_CODE))
                .expectExceptionDetails(new Failure.RequestInvalid("this link was not mailed"));
        story.when(drop(OTHER_CODE)).expectExceptionDetails(NOT_GIVEN_UP);
    }

    @Test
    void aMailOfADeactivatedUserIsRetriedAndThenWaits() {
        story.given(markDeliveryFailed(CODE, REFUSED), deactivate(), retry(CODE));

        assertThat(story.answer(reviewMail(CODE, 5), MailVerdict.class)).isEqualTo(new MailVerdict.Postponed());
    }

    @Test
    void aDroppedMailIsNeitherRetriedNorSent() {
        story.given(markDeliveryFailed(CODE, REFUSED), drop(CODE));

        assertThat(story.lastEvent().getPayload()).isEqualTo(new PasswordlessInitCodeDeliveryDropped(USER, CODE));
        story.when(retry(CODE)).expectExceptionDetails(new Failure.RequestInvalid("the mail of this link was dropped"));
        assertThat(story.answer(reviewMail(CODE), MailVerdict.class)).isEqualTo(new MailVerdict.NotDue());
    }

    @Test
    void aMailIsDroppedWhateverBecameOfItsCode() {
        story.given(markDeliveryFailed(CODE, REFUSED), revoke(CODE), deactivate())
                .at(END)
                .when(drop(CODE))
                .expectEvents(new PasswordlessInitCodeDeliveryDropped(USER, CODE));
    }

    @Test
    void aCodeIsAsGoodAsBeforeWhenItsMailIsDropped() {
        story.given(markDeliveryFailed(CODE, REFUSED), drop(CODE));

        assertThat(story.answer(redeem(CODE), Verdict.class)).isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void aMailIsDroppedOnce() {
        story.given(markDeliveryFailed(CODE, REFUSED), drop(CODE), drop(CODE));

        assertThat(story.events()).hasSize(4);
    }

    @Test
    void aMailThatWasNotGivenUpIsNotDropped() {
        story.when(drop(CODE)).expectExceptionDetails(NOT_GIVEN_UP);
        story.given(markSent(CODE)).when(drop(CODE)).expectExceptionDetails(NOT_GIVEN_UP);
    }

    @Test
    void aRetryIsNoFurtherMailOfTheLimit() {
        for (int i = 0; i < 4; i++) {
            CodeId codeId = new CodeId("mailed-" + i);
            story.given(sendCode(codeId), markDeliveryFailed(codeId, REFUSED));
        }
        story.given(markDeliveryFailed(CODE, REFUSED));

        story.when(retry(CODE)).expectEvents(new PasswordlessInitCodeDeliveryRetried(USER, CODE));
    }

    @Test
    void aForgottenMailIsNotThere() {
        story.given(markDeliveryFailed(CODE, REFUSED))
                .at(END.plus(Duration.ofDays(30)))
                .given(deactivate())
                .when(drop(CODE))
                .expectExceptionDetails(new Failure.CodeNotFound());
    }

    @Test
    void theMailOfARemovedUserIsNotThere() {
        story.given(markDeliveryFailed(CODE, REFUSED), remove())
                .when(drop(CODE))
                .expectExceptionDetails(new Failure.UserNotFound());
        story.given(addUser()).when(drop(CODE)).expectExceptionDetails(new Failure.CodeNotFound());
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRY_DEAD_LETTERS", "DROP_DEAD_LETTERS"})
    void whoMayOnlyLookMayDoNeither(Operation operation) {
        Authority auditor = manager(operation, HOME, Grant.in(HOME, "AUDITOR"));
        story.given(markDeliveryFailed(CODE, REFUSED));

        UserCommand command = operation == Operation.RETRY_DEAD_LETTERS
                ? new RetryPasswordlessInitCodeDelivery(USER, CODE, auditor)
                : new DropPasswordlessInitCodeDelivery(USER, CODE, auditor);
        story.when(command)
                .expectExceptionDetails(new Failure.PermissionDenied())
                .expectNoEvents();
    }

    @Test
    void theFailureIsKnownUntilTheMailIsDueAgain() {
        InitCode due = story.answer(reviewMail(CODE), MailVerdict.Due.class).code();
        assertThat(due.mailFailure()).isNull();

        story.at(NOON.plusSeconds(5)).given(markDeliveryFailed(CODE, REFUSED), retry(CODE));
        assertThat(story.answer(reviewMail(CODE, 4), MailVerdict.Due.class)
                        .code()
                        .mailFailure())
                .isNull();
    }

    private static RetryPasswordlessInitCodeDelivery retry(CodeId codeId) {
        return new RetryPasswordlessInitCodeDelivery(USER, codeId, owner(Operation.RETRY_DEAD_LETTERS));
    }

    private static DropPasswordlessInitCodeDelivery drop(CodeId codeId) {
        return new DropPasswordlessInitCodeDelivery(USER, codeId, owner(Operation.DROP_DEAD_LETTERS));
    }
}
