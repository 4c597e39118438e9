package dev.passlink.domain.user;

import static dev.passlink.domain.user.Requests.*;
import static dev.passlink.domain.user.UserStory.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.GenericMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A code as a fold over its events, in whatever order they come (behaviour C5, C6, D4). */
class InitCodeTest {

    private static final PasswordlessInitCodeAdded ADDED =
            new PasswordlessInitCodeAdded(USER, CODE, seed(1), 12, Duration.ofHours(1), 1, 10, Medium.MAIL, null, null);
    private static final InitCodeEvent SENT = new PasswordlessInitCodeSent(USER, CODE);
    private static final InitCodeEvent GIVEN_UP = new PasswordlessInitCodeDeliveryFailed(USER, CODE, "EXPIRED");
    private static final InitCodeEvent RETRIED = new PasswordlessInitCodeDeliveryRetried(USER, CODE);
    private static final InitCodeEvent DROPPED = new PasswordlessInitCodeDeliveryDropped(USER, CODE);
    private static final InitCodeEvent GUESSED = new PasswordlessInitCodeCheckFailed(USER, CODE);
    private static final InitCodeEvent USED = new PasswordlessInitCodeCheckSucceeded(USER, CODE);
    private static final InitCodeEvent REVOKED = new PasswordlessInitCodeRevoked(USER, CODE);

    record Closing(InitCodeEvent event, CodeState state, InitCodeEvent late) {}

    /** Each end of a code, followed by each event that could come late. */
    static Stream<Closing> closingsAndLateEvents() {
        return Stream.of(ADDED, SENT, GIVEN_UP, RETRIED, DROPPED, GUESSED, USED, REVOKED)
                .flatMap(late -> Stream.of(
                        new Closing(USED, CodeState.USED, late),
                        new Closing(GUESSED, CodeState.LOCKED, late),
                        new Closing(REVOKED, CodeState.REVOKED, late)));
    }

    @ParameterizedTest
    @MethodSource("closingsAndLateEvents")
    void aClosedCodeStaysAsItWasClosed(Closing closing) {
        InitCode code = fold(ADDED, closing.event(), closing.late());

        assertThat(code.state()).isEqualTo(closing.state());
        assertThat(code.closedAt()).isEqualTo(time(1));
        assertThat(code.expiresAt()).isEqualTo(time(0).plus(ADDED.expiry()));
    }

    @ParameterizedTest
    @MethodSource("closingsAndLateEvents")
    void everyLateEventIsTheLastInTheDetails(Closing closing) {
        assertThat(fold(ADDED, closing.event(), closing.late()).details()).isEqualTo(details(3, time(0), time(2)));
    }

    @Test
    void aSentCodeIsOpen() {
        InitCode code = fold(ADDED, SENT);

        assertThat(code.state()).isEqualTo(CodeState.OPEN);
        assertThat(code.closedAt()).isNull();
        assertThat(code.mail()).isEqualTo(MailState.SENT);
    }

    @Test
    void whatWasSentStaysSent() {
        assertThat(fold(ADDED, SENT, GIVEN_UP).mail()).isEqualTo(MailState.SENT);
    }

    @Test
    void whatWasGivenUpMayHaveArrivedAfterAll() {
        assertThat(fold(ADDED, GIVEN_UP, SENT).mail()).isEqualTo(MailState.SENT);
    }

    @Test
    void beingAddedTwiceDoesNotMakeItsMailDueAgain() {
        assertThat(fold(ADDED, SENT, ADDED).mail()).isEqualTo(MailState.SENT);
    }

    @Test
    void whyAMailWasGivenUpIsKnownUntilItIsDueAgainOrSent() {
        MailFailure failure = new MailFailure("EXPIRED", time(1));
        assertThat(fold(ADDED, GIVEN_UP).mailFailure()).isEqualTo(failure);
        assertThat(fold(ADDED, GIVEN_UP, GIVEN_UP).mailFailure()).isEqualTo(failure);
        assertThat(fold(ADDED, GIVEN_UP, DROPPED).mailFailure()).isEqualTo(failure);
        assertThat(fold(ADDED, GIVEN_UP, RETRIED).mailFailure()).isNull();
        assertThat(fold(ADDED, GIVEN_UP, SENT).mailFailure()).isNull();
    }

    @Test
    void onlyWhatWasGivenUpIsRetriedOrDropped() {
        assertThat(fold(ADDED, RETRIED).mail()).isEqualTo(MailState.DUE);
        assertThat(fold(ADDED, DROPPED).mail()).isEqualTo(MailState.DUE);
        assertThat(fold(ADDED, SENT, RETRIED).mail()).isEqualTo(MailState.SENT);
        assertThat(fold(ADDED, SENT, DROPPED).mail()).isEqualTo(MailState.SENT);
        assertThat(fold(ADDED, GIVEN_UP, DROPPED, RETRIED).mail()).isEqualTo(MailState.DROPPED);
        assertThat(fold(ADDED, GIVEN_UP, DROPPED, GIVEN_UP).mail()).isEqualTo(MailState.DROPPED);
        assertThat(fold(ADDED, GIVEN_UP, RETRIED).mail()).isEqualTo(MailState.DUE);
    }

    @Test
    void guessesAreCountedBeyondTheLast() {
        assertThat(fold(ADDED, GUESSED, GUESSED).failedChecks()).isEqualTo(2);
    }

    private static InitCode fold(InitCodeEvent... events) {
        InitCode code = InitCode.of((PasswordlessInitCodeAdded) events[0], message(0, events[0]));
        for (InitCodeEvent event : List.of(events).subList(1, events.length)) {
            code = code.next(event, message(code.details().sequence(), event));
        }
        return code;
    }

    private static DomainEventMessage<?> message(long axonSequence, InitCodeEvent event) {
        return new GenericDomainEventMessage<>(
                User.TYPE,
                USER.value(),
                axonSequence,
                new GenericMessage<>(event, EventMetaData.of(SYSTEM, USER, HOME)),
                time(axonSequence));
    }

    /** One event a minute. */
    private static Instant time(long axonSequence) {
        return NOON.plus(Duration.ofMinutes(axonSequence));
    }
}
