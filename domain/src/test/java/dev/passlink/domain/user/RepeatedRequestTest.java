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
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A repeated request is answered as the first time, and nothing happens again (behaviour O7). */
class RepeatedRequestTest {

    private static final IdempotencyKey KEY = IdempotencyKey.of("key-1");
    private static final Caller BOSS = boss("boss", HOME);
    private static final CodeId AGAIN = new CodeId("again");

    private final UserStory story = new UserStory().given(addUser());

    @Test
    void aRepetitionAnswersTheSameCodeAndStoresNothing() {
        InitCode first = story.answer(add(CODE, BOSS, KEY), InitCode.class);

        InitCode again = story.at(NOON.plusSeconds(60)).answer(add(AGAIN, BOSS, KEY), InitCode.class);

        assertThat(again).isEqualTo(first);
        assertThat(story.events()).hasSize(2);
    }

    @Test
    void theAnswerIsThatOfTheAddedEventWhateverHappenedSince() {
        InitCode first = story.answer(send(CODE, BOSS, KEY), InitCode.class);
        story.at(NOON.plusSeconds(1)).given(markSent(CODE), guess(CODE), revoke(CODE));

        InitCode again = story.answer(send(AGAIN, BOSS, KEY), InitCode.class);

        assertThat(again).isEqualTo(first);
        assertThat(again.details()).isEqualTo(details(2, NOON, NOON));
        assertThat(story.events()).hasSize(5);
    }

    @Test
    void aUsedAnExpiredAndALockedCodeAreAnsweredAgain() {
        InitCode used = story.answer(add(CODE, BOSS, KEY), InitCode.class);
        InitCode locked = story.answer(add(OTHER_CODE, BOSS, IdempotencyKey.of("key-2")), InitCode.class);
        story.given(redeem(CODE), guess(OTHER_CODE), guess(OTHER_CODE), guess(OTHER_CODE))
                .at(NOON.plusSeconds(7200));

        assertThat(story.answer(add(AGAIN, BOSS, KEY), InitCode.class)).isEqualTo(used);
        assertThat(story.answer(add(AGAIN, BOSS, IdempotencyKey.of("key-2")), InitCode.class))
                .isEqualTo(locked);
    }

    @Test
    void noStateOfTheUserKeepsARepetitionFromItsAnswer() {
        InitCode first = story.answer(send(CODE, BOSS, KEY), InitCode.class);

        story.given(deactivate(), lock()).when(send(AGAIN, BOSS, KEY)).expectResultMessagePayload(first);
    }

    @Test
    void theLimitOfOpenCodesKeepsNoRepetitionFromItsAnswer() {
        InitCode first = story.answer(add(CODE, BOSS, KEY), InitCode.class);
        for (int i = 1; i < 10; i++) {
            story.given(addCode(new CodeId("open-" + i)));
        }

        story.when(add(AGAIN, BOSS, KEY)).expectResultMessagePayload(first);
        story.when(add(AGAIN, BOSS, IdempotencyKey.of("key-2")))
                .expectExceptionDetails(new Failure.TooManyOpenCodes(10, Duration.ofHours(1)));
    }

    @Test
    void withoutTheKeyOrWithAnotherThereIsAnotherCode() {
        story.given(add(CODE, BOSS, KEY), addCode(OTHER_CODE));

        assertThat(story.answer(add(AGAIN, BOSS, IdempotencyKey.of("key-2")), InitCode.class)
                        .codeId())
                .isEqualTo(AGAIN);
    }

    @Test
    void requestsWithoutKeysAreNoRepetitionsOfEachOther() {
        story.given(addCode(CODE));

        assertThat(story.answer(addCode(OTHER_CODE), InitCode.class).codeId()).isEqualTo(OTHER_CODE);
    }

    @Test
    void theKeyOfAnotherCallerIsAnotherKey() {
        story.given(add(CODE, BOSS, KEY));

        assertThat(story.answer(add(AGAIN, boss("other", HOME), KEY), InitCode.class)
                        .codeId())
                .isEqualTo(AGAIN);
    }

    @Test
    void aCallerOfTheSameIdFromAnotherOrganizationIsAnotherCaller() {
        story.given(add(CODE, BOSS, KEY));

        assertThat(story.answer(add(AGAIN, boss("boss", ELSEWHERE), KEY), InitCode.class)
                        .codeId())
                .isEqualTo(AGAIN);
    }

    @Test
    void theKeyOfAnotherOperationIsRefused() {
        story.given(add(CODE, BOSS, KEY))
                .when(send(AGAIN, BOSS, KEY))
                .expectExceptionDetails(
                        new Failure.RequestInvalid("the idempotency key was used for another operation"))
                .expectNoEvents();
    }

    @Test
    void aLinkThatIsToLeadElsewhereIsNoRepetition() {
        UrlTemplate page = new UrlTemplate("https://acme.example/{{.Code}}");
        InitCode first = story.answer(mail(CODE, page), InitCode.class);

        assertThat(story.answer(mail(AGAIN, page), InitCode.class)).isEqualTo(first);
        story.when(mail(AGAIN, new UrlTemplate("https://acme.example/other/{{.Code}}")))
                .expectExceptionDetails(
                        new Failure.RequestInvalid("the idempotency key was used for another operation"));
        story.when(mail(AGAIN, null))
                .expectExceptionDetails(
                        new Failure.RequestInvalid("the idempotency key was used for another operation"));
    }

    @Test
    void theOwnOperationIsAnotherOneThanTheManagers() {
        Caller self = new Caller(USER, HOME, BOSS.grants());
        Authority oneself = new Authority.Oneself(self, Operation.ADD_MY_PASSWORDLESS_LINK);
        story.given(add(CODE, self, KEY));

        story.when(new AddPasswordlessInitCode(
                        USER, AGAIN, seed(1), Medium.RETURNED, KEY.fingerprint(self), null, oneself))
                .expectExceptionDetails(
                        new Failure.RequestInvalid("the idempotency key was used for another operation"));
    }

    @Test
    void whoIsNoLongerAllowedToGetsNoAnswer() {
        Caller demoted = new Caller(BOSS.userId(), BOSS.organization(), Set.of());
        story.given(add(CODE, BOSS, KEY))
                .when(add(AGAIN, demoted, KEY))
                .expectExceptionDetails(new Failure.PermissionDenied());
    }

    @Test
    void aKeyIsForgottenWithItsCode() {
        story.given(add(CODE, BOSS, KEY), redeem(CODE))
                .at(NOON.plus(Duration.ofDays(30)))
                .given(deactivate(), reactivate());

        assertThat(story.answer(add(AGAIN, BOSS, KEY), InitCode.class).codeId()).isEqualTo(AGAIN);
    }

    @Test
    void aKeyIsRememberedAsLongAsItsCode() {
        InitCode first = story.answer(add(CODE, BOSS, KEY), InitCode.class);
        story.given(redeem(CODE))
                .at(NOON.plus(Duration.ofDays(30)).minusMillis(1))
                .given(deactivate(), reactivate());

        assertThat(story.answer(add(AGAIN, BOSS, KEY), InitCode.class)).isEqualTo(first);
    }

    @Test
    void aNewLifeOfTheUserKnowsNoKeyOfTheFormerOne() {
        story.given(add(CODE, BOSS, KEY), remove(), addUser());

        assertThat(story.answer(add(AGAIN, BOSS, KEY), InitCode.class).codeId()).isEqualTo(AGAIN);
    }

    @Test
    void aRefusedRequestLeavesItsKeyFree() {
        story.given(deactivate()).when(add(CODE, BOSS, KEY)).expectExceptionDetails(new Failure.UserNotActive());

        story.given(reactivate());
        assertThat(story.answer(send(AGAIN, BOSS, KEY), InitCode.class).codeId())
                .isEqualTo(AGAIN);
    }

    private static AddPasswordlessInitCode add(CodeId codeId, Caller caller, IdempotencyKey key) {
        return ask(codeId, Medium.RETURNED, caller, Operation.ADD_PASSWORDLESS_REGISTRATION, key);
    }

    private static AddPasswordlessInitCode send(CodeId codeId, Caller caller, IdempotencyKey key) {
        return ask(codeId, Medium.MAIL, caller, Operation.SEND_PASSWORDLESS_REGISTRATION, key);
    }

    private static AddPasswordlessInitCode ask(
            CodeId codeId, Medium medium, Caller caller, Operation operation, IdempotencyKey key) {
        Authority authority = new Authority.Manager(caller, operation, HOME);
        return new AddPasswordlessInitCode(
                USER, codeId, seed(SpokenCodes.KEY), medium, key.fingerprint(caller), null, authority);
    }

    private static AddPasswordlessInitCode mail(CodeId codeId, @Nullable UrlTemplate page) {
        Authority authority = new Authority.ManagerAtHome(BOSS, Operation.CREATE_PASSKEY_REGISTRATION_LINK);
        return new AddPasswordlessInitCode(
                USER, codeId, seed(SpokenCodes.KEY), Medium.MAIL, KEY.fingerprint(BOSS), page, authority);
    }

    private static Caller boss(String id, ResourceOwner home) {
        return Caller.of(id, home.value(), Grant.in(HOME, "ORG_OWNER"));
    }
}
