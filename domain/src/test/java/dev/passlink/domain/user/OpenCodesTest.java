package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;

import dev.passlink.domain.Failure;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserAdded;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** So many codes of a user are open at once, and no more (behaviour C11). */
class OpenCodesTest {

    private static final CodeId ELEVENTH = new CodeId("eleventh");

    private final UserStory story = new UserStory();

    @Test
    void tenCodesMayBeOpen() {
        story.given(addUser());
        openCodes(9);

        story.when(addCode(CODE)).expectSuccessfulHandlerExecution();
    }

    @Test
    void theEleventhWaitsUntilTheFirstExpires() {
        story.given(addUser()).at(NOON.plusSeconds(10));
        openCodes(10);

        story.at(NOON.plusSeconds(40))
                .when(addCode(ELEVENTH))
                .expectExceptionDetails(new Failure.TooManyOpenCodes(10, Duration.ofSeconds(3600 - 30)))
                .expectNoEvents();
    }

    @Test
    void theWaitCountsFromTheFirstThatExpiresAndNotFromTheFirstThatWasAdded() {
        InitCodeRules onlyTwo =
                new InitCodeRules(12, Duration.ofHours(1), 3, 10, 2, Addresses.REGISTERED, MailLimit.DEFAULT);
        UserStory shorter = new UserStory(onlyTwo)
                .stored(HOME, new UserAdded(USER, PERSONAL_KEY, PERSON))
                .stored(HOME, addedFor(CODE, Duration.ofHours(2)))
                .stored(HOME, addedFor(OTHER_CODE, Duration.ofMinutes(10)));

        shorter.when(addCode(ELEVENTH)).expectExceptionDetails(new Failure.TooManyOpenCodes(2, Duration.ofMinutes(10)));
    }

    @Test
    void theWaitIsInWholeMilliseconds() {
        story.given(addUser());
        openCodes(10);

        story.at(NOON.plusNanos(123_456_789))
                .when(addCode(ELEVENTH))
                .expectExceptionDetails(new Failure.TooManyOpenCodes(10, Duration.ofMillis(3_600_000 - 123)));
    }

    @Test
    void mailedCodesCountAsWell() {
        story.given(addUser());
        openCodes(10);

        story.when(sendCode(ELEVENTH))
                .expectExceptionDetails(new Failure.TooManyOpenCodes(10, Duration.ofHours(1)))
                .expectNoEvents();
    }

    @Test
    void expiredCodesDoNotCount() {
        story.given(addUser());
        openCodes(10);

        story.at(NOON.plusSeconds(3600)).when(addCode(ELEVENTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void revokedCodesDoNotCount() {
        story.given(addUser());
        openCodes(10);

        story.given(revoke(new CodeId("open-3"))).when(addCode(ELEVENTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void usedCodesDoNotCount() {
        story.given(addUser());
        openCodes(10);

        story.given(redeem(new CodeId("open-3"))).when(addCode(ELEVENTH)).expectSuccessfulHandlerExecution();
    }

    @Test
    void lockedCodesDoNotCount() {
        CodeId third = new CodeId("open-3");
        story.given(addUser());
        openCodes(10);

        story.given(guess(third), guess(third), guess(third))
                .when(addCode(ELEVENTH))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void theLimitIsConfigurable() {
        InitCodeRules onlyOne =
                new InitCodeRules(12, Duration.ofHours(1), 3, 10, 1, Addresses.REGISTERED, MailLimit.DEFAULT);

        new UserStory(onlyOne)
                .given(addUser(), addCode(CODE))
                .when(addCode(OTHER_CODE))
                .expectExceptionDetails(new Failure.TooManyOpenCodes(1, Duration.ofHours(1)));
    }

    private void openCodes(int count) {
        for (int i = 0; i < count; i++) {
            story.given(addCode(new CodeId("open-" + i)));
        }
    }

    private static PasswordlessInitCodeAdded addedFor(CodeId codeId, Duration expiry) {
        return new PasswordlessInitCodeAdded(USER, codeId, seed(1), 12, expiry, 3, 10, Medium.RETURNED, null, null);
    }
}
