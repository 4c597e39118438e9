package dev.passlink.projection.initcode;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.History;
import java.time.Duration;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class InitCodeReducerTest {

    private static final UserId USER = new UserId("u1");
    private static final CodeId CODE = new CodeId("c1");

    static final List<InitCodeEvent> CLOSING =
            List.of(new PasswordlessInitCodeCheckSucceeded(USER, CODE), new PasswordlessInitCodeRevoked(USER, CODE));

    private final History history = new History(USER);

    @Test
    void aCodeBeginsWithItsAddedEvent() {
        history.added();
        history.codeAdded(CODE, Medium.MAIL);

        InitCode code = fold();

        assertThat(code.state()).isEqualTo(CodeState.OPEN);
        assertThat(code.mail()).isEqualTo(MailState.DUE);
        assertThat(code.details().sequence()).isEqualTo(2);
        assertThat(code.expiresAt())
                .isEqualTo(History.BEGINNING.truncatedTo(MILLIS).plusSeconds(1).plus(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @FieldSource("CLOSING")
    void aClosedCodeIsNotRevivedByALateSent(InitCodeEvent closing) {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(closing);
        InitCode closed = fold();

        history.then(new PasswordlessInitCodeSent(USER, CODE));

        assertThat(fold().state()).isEqualTo(closed.state()).isNotEqualTo(CodeState.OPEN);
        assertThat(fold().closedAt()).isEqualTo(closed.closedAt());
        assertThat(fold().mail()).isEqualTo(MailState.SENT);
    }

    @Test
    void aLockedCodeIsNotRevivedByALateSent() {
        history.codeAdded(CODE, Medium.MAIL);
        for (int guess = 0; guess < 3; guess++) {
            history.then(new PasswordlessInitCodeCheckFailed(USER, CODE));
        }

        history.then(new PasswordlessInitCodeSent(USER, CODE));

        assertThat(fold().state()).isEqualTo(CodeState.LOCKED);
        assertThat(fold().failedChecks()).isEqualTo(3);
        assertThat(fold().details().sequence()).isEqualTo(5);
    }

    @Test
    void failedCeremoniesAreCountedAndTheTenthLocksTheCode() {
        history.codeAdded(CODE, Medium.MAIL);
        for (int ceremony = 0; ceremony < 9; ceremony++) {
            history.then(new PasswordlessInitCodeCeremonyFailed(USER, CODE));
        }
        assertThat(fold().state()).isEqualTo(CodeState.OPEN);
        assertThat(fold().failedCeremonies()).isEqualTo(9);

        history.then(new PasswordlessInitCodeCeremonyFailed(USER, CODE));

        assertThat(fold().state()).isEqualTo(CodeState.LOCKED);
        assertThat(fold().failedCeremonies()).isEqualTo(10);
        assertThat(fold().failedChecks()).isZero();
    }

    @Test
    void anEventOfAPasskeyLeavesTheCodeAlone() {
        history.codeAdded(CODE, Medium.MAIL);
        InitCode code = fold();

        history.passkeyAdded(new PasskeyId("p1"), CODE);

        assertThat(fold()).isEqualTo(code);
    }

    @Test
    void anEventThatIsNotNewerThanTheCodeIsSkipped() {
        history.codeAdded(CODE, Medium.RETURNED);
        DomainEventMessage<?> wrongGuess = history.then(new PasswordlessInitCodeCheckFailed(USER, CODE));
        InitCode code = fold();

        assertThat(reduce(code, wrongGuess)).isSameAs(code);
        assertThat(reduce(code, history.messages().get(0))).isSameAs(code);
    }

    @Test
    void aCodeGoesWithItsUser() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new UserRemoved(USER, null));

        assertThat(fold()).isNull();
    }

    @Test
    void theRemovalOfAnEarlierLifeLeavesALaterCodeAlone() {
        history.added();
        DomainEventMessage<?> removal = history.then(new UserRemoved(USER, null));
        history.added();
        history.codeAdded(CODE, Medium.MAIL);
        InitCode code = fold();

        assertThat(reduce(code, removal)).isSameAs(code);
    }

    @Test
    void anEventOfACodeThatIsGoneBringsNothingBack() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new UserRemoved(USER, null));
        history.then(new PasswordlessInitCodeSent(USER, CODE));

        assertThat(fold()).isNull();
    }

    @Test
    void aCodeIdThatIsUsedAgainInALaterLifeBeginsAnew() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new PasswordlessInitCodeCheckFailed(USER, CODE));
        history.then(new UserRemoved(USER, null));
        history.ownedBy("org-2").added();
        history.codeAdded(CODE, Medium.RETURNED);

        assertThat(fold().failedChecks()).isZero();
        assertThat(fold().details().resourceOwner().value()).isEqualTo("org-2");
        assertThat(fold().details().creationDate()).isEqualTo(fold().details().changeDate());
    }

    private InitCode fold() {
        InitCode code = null;
        for (DomainEventMessage<?> message : history.messages()) {
            code = reduce(code, message);
        }
        return code;
    }

    private static InitCode reduce(InitCode code, DomainEventMessage<?> message) {
        return InitCodeReducer.reduce(code, (UserEvent) message.getPayload(), message);
    }
}
