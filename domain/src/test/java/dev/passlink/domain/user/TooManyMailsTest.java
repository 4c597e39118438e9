package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody's mailbox is flooded (behaviour M6). */
class TooManyMailsTest {

    private static final Duration WINDOW = Duration.ofMinutes(15);
    private static final CodeId SIXTH = new CodeId("sixth");

    private final UserStory story = new UserStory().given(addUser());

    @Test
    void fiveMailsAreSentInAQuarterOfAnHourAndTheSixthIsRefused() {
        mails(5);

        story.at(NOON.plusMillis(1))
                .when(sendCode(SIXTH))
                .expectExceptionDetails(new Failure.TooManyMails(WINDOW.minusMillis(1)));
        assertThat(story.events()).hasSize(6);
    }

    @Test
    void theWaitIsUntilTheFirstOfThemIsAWindowAgo() {
        for (int i = 0; i < 5; i++) {
            story.at(NOON.plusSeconds(60L * i)).given(sendCode(new CodeId("mailed-" + i)));
        }

        story.at(NOON.plusSeconds(300))
                .when(sendCode(SIXTH))
                .expectExceptionDetails(new Failure.TooManyMails(Duration.ofMinutes(10)));
    }

    @Test
    void aMillisecondBeforeTheWindowIsOverTheNextIsStillRefused() {
        mails(5);

        story.at(NOON.plus(WINDOW).minusMillis(1))
                .when(sendCode(SIXTH))
                .expectExceptionDetails(new Failure.TooManyMails(Duration.ofMillis(1)));
    }

    @Test
    void onceTheWindowIsOverTheNextIsSent() {
        mails(5);

        story.at(NOON.plus(WINDOW)).when(sendCode(SIXTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void whateverBecameOfTheCodesTheirMailsCount() {
        mails(5);
        story.given(
                markSent(new CodeId("mailed-0")),
                markDeliveryFailed(new CodeId("mailed-1"), "SMTP 550"),
                redeem(new CodeId("mailed-2")),
                revokeAll());

        story.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.TooManyMails(WINDOW));
    }

    @Test
    void forgottenCodesCount() {
        mails(5);
        story.given(revokeAll());
        for (int i = 0; i < 110; i++) {
            CodeId codeId = new CodeId("returned-" + i);
            story.given(addCode(codeId), revoke(codeId));
        }
        story.when(revoke(new CodeId("mailed-0"))).expectExceptionDetails(new Failure.CodeNotFound());

        story.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.TooManyMails(WINDOW));
    }

    @Test
    void linksThatWereReturnedDoNotCount() {
        mails(4);
        story.given(addCode(CODE), addCode(OTHER_CODE));

        story.when(sendCode(SIXTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aLinkIsReturnedHoweverManyWereMailed() {
        mails(5);

        story.when(addCode(CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aRepeatedRequestDoesNotCountAndIsAnsweredHoweverManyWereMailed() {
        Caller boss = Caller.of("boss", "home", Grant.in(HOME, "ORG_OWNER"));
        Authority authority = new Authority.Manager(boss, Operation.SEND_PASSWORDLESS_REGISTRATION, null);
        AddPasswordlessInitCode repeatable = new AddPasswordlessInitCode(
                USER,
                CODE,
                seed(SpokenCodes.KEY),
                Medium.MAIL,
                IdempotencyKey.of("key").fingerprint(boss),
                null,
                authority);
        story.given(repeatable, repeatable, repeatable);
        mails(4);

        assertThat(story.answer(repeatable, InitCode.class).codeId()).isEqualTo(CODE);
        assertThat(story.events()).hasSize(6);
    }

    @Test
    void aUserWhoIsAddedAgainStartsAnew() {
        mails(5);
        story.given(remove(), addUser());

        story.when(sendCode(SIXTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aNodeWhoseClockIsBehindSendsNoMore() {
        mails(1);
        story.at(NOON.minus(Duration.ofHours(1)));
        for (int i = 1; i < 5; i++) {
            story.given(sendCode(new CodeId("mailed-late-" + i)));
        }

        story.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.TooManyMails(WINDOW));
    }

    @Test
    void permissionExistenceStateAndAddressAreLookedAtFirst() {
        mails(5);
        story.given(deactivate());

        story.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.UserNotActive());
    }

    @Test
    void thisLimitIsLookedAtBeforeTheOneOfOpenCodes() {
        mails(5);
        for (int i = 0; i < 5; i++) {
            story.given(addCode(new CodeId("returned-" + i)));
        }

        story.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.TooManyMails(WINDOW));
    }

    @Test
    void theLimitIsConfigurable() {
        UserStory onceAMonth = new UserStory(rules(new MailLimit(1, Duration.ofDays(30))))
                .given(addUser(), sendCode(CODE))
                .at(NOON.plus(Duration.ofDays(30)).minusMillis(1));

        onceAMonth.when(sendCode(OTHER_CODE)).expectExceptionDetails(new Failure.TooManyMails(Duration.ofMillis(1)));
        onceAMonth.at(NOON.plus(Duration.ofDays(30))).when(sendCode(OTHER_CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void aLimitThatWasLoweredCountsTheMailsOfBefore() {
        UserStory lowered =
                new UserStory(rules(new MailLimit(2, WINDOW))).stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON));
        for (int i = 0; i < 4; i++) {
            lowered.stored(
                    HOME,
                    new PasswordlessInitCodeAdded(
                            USER,
                            new CodeId("mailed-" + i),
                            seed(1),
                            12,
                            Duration.ofHours(1),
                            3,
                            10,
                            Medium.MAIL,
                            null,
                            null));
        }

        lowered.when(sendCode(SIXTH)).expectExceptionDetails(new Failure.TooManyMails(WINDOW));
    }

    @Test
    void noMoreMailingsAreRememberedThanAnyLimitIsAbout() {
        Mailings mailings = Mailings.NONE;
        for (int i = 0; i < 250; i++) {
            mailings = mailings.plus(NOON.plusMillis(i));
        }
        assertThat(mailings.times()).hasSize(100).first().isEqualTo(NOON.plusMillis(150));

        Instant monthLater = NOON.plusMillis(249).plus(Duration.ofDays(30));
        assertThat(mailings.plus(monthLater.minusMillis(1)).times())
                .isEqualTo(List.of(NOON.plusMillis(249), monthLater.minusMillis(1)));
        assertThat(mailings.plus(monthLater).times()).isEqualTo(List.of(monthLater));
    }

    private void mails(int count) {
        for (int i = 0; i < count; i++) {
            story.given(sendCode(new CodeId("mailed-" + i)));
        }
    }

    private static InitCodeRules rules(MailLimit limit) {
        return new InitCodeRules(12, Duration.ofHours(1), 3, 10, 10, Addresses.REGISTERED, limit);
    }
}
