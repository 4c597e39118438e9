package dev.passlink.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vocabulary of refusals (behaviour, chapter 6). */
class FailureTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    record Documented(Failure failure, String reason, Kind kind) {}

    static Stream<Documented> documented() {
        return Stream.of(
                new Documented(new Failure.Unauthenticated("No token."), "UNAUTHENTICATED", Kind.UNAUTHENTICATED),
                new Documented(new Failure.PermissionDenied(), "PERMISSION_DENIED", Kind.DENIED),
                new Documented(new Failure.RequestInvalid("It is."), "REQUEST_INVALID", Kind.INVALID),
                new Documented(new Failure.UserNotFound(), "USER_NOT_FOUND", Kind.NOT_FOUND),
                new Documented(new Failure.UserAlreadyExists(), "USER_ALREADY_EXISTS", Kind.ALREADY_EXISTS),
                new Documented(new Failure.UserNotActive(), "USER_NOT_ACTIVE", Kind.WRONG_STATE),
                new Documented(new Failure.EmailMissing(), "EMAIL_MISSING", Kind.WRONG_STATE),
                new Documented(new Failure.CodeInvalid(), "CODE_INVALID", Kind.INVALID),
                new Documented(new Failure.CodeExpired(), "CODE_EXPIRED", Kind.WRONG_STATE),
                new Documented(new Failure.CodeUsed(), "CODE_USED", Kind.WRONG_STATE),
                new Documented(new Failure.CodeRevoked(), "CODE_REVOKED", Kind.WRONG_STATE),
                new Documented(new Failure.TooManyOpenCodes(10, WAIT), "TOO_MANY_OPEN_CODES", Kind.EXHAUSTED),
                new Documented(new Failure.TooManyMails(WAIT), "TOO_MANY_MAILS", Kind.EXHAUSTED),
                new Documented(new Failure.CodeNotFound(), "CODE_NOT_FOUND", Kind.NOT_FOUND),
                new Documented(new Failure.TooLarge(), "TOO_LARGE", Kind.TOO_LARGE),
                new Documented(new Failure.NotFound(), "NOT_FOUND", Kind.NOT_FOUND),
                new Documented(new Failure.MethodNotAllowed(), "METHOD_NOT_ALLOWED", Kind.UNIMPLEMENTED),
                new Documented(new Failure.PasskeyNotFound(), "PASSKEY_NOT_FOUND", Kind.NOT_FOUND),
                new Documented(new Failure.PasskeyAlreadyExists(), "PASSKEY_ALREADY_EXISTS", Kind.ALREADY_EXISTS),
                new Documented(new Failure.CeremonyFailed("Begin again."), "CEREMONY_FAILED", Kind.INVALID),
                new Documented(new Failure.Overloaded(), "OVERLOADED", Kind.EXHAUSTED),
                new Documented(new Failure.Unavailable("Away."), "UNAVAILABLE", Kind.UNAVAILABLE),
                new Documented(new Failure.Timeout(), "TIMEOUT", Kind.TIMEOUT),
                new Documented(new Failure.Internal("4711"), "INTERNAL", Kind.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void everyFailureHasItsDocumentedReasonAndKind(Documented documented) {
        assertThat(documented.failure().reason()).isEqualTo(documented.reason());
        assertThat(documented.failure().kind()).isEqualTo(documented.kind());
    }

    @ParameterizedTest
    @MethodSource("documented")
    void everyFailureHasASentenceForPeople(Documented documented) {
        assertThat(documented.failure().message()).matches("[A-Z].+\\.");
    }

    @Test
    void noFailureIsMissingHere() {
        assertThat(documented().map(Documented::failure).map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Failure.class.getPermittedSubclasses()));
    }

    @Test
    void whereWaitingHelpsTheFailureSaysHowLong() {
        assertThat(new Failure.TooManyOpenCodes(10, WAIT).retryAfter()).isEqualTo(WAIT);
        assertThat(new Failure.TooManyMails(WAIT).retryAfter()).isEqualTo(WAIT);
        assertThat(new Failure.Overloaded().retryAfter()).isPositive();
        assertThat(new Failure.Unavailable("Away.").retryAfter()).isPositive();
    }

    @Test
    void whereWaitingDoesNotHelpTheFailureSaysNothing() {
        assertThat(new Failure.CodeUsed().retryAfter()).isNull();
    }

    @Test
    void anInternalFailureNamesWhatToLookForInTheLog() {
        assertThat(new Failure.Internal("4711").message()).contains("4711");
    }

    @Test
    void aRefusalCarriesItsFailureAcrossABusAsDetails() {
        CommandExecutionException refusal = new Rejected(new Failure.CodeUsed());

        assertThat(refusal.getDetails()).contains(new Failure.CodeUsed());
        assertThat(refusal).hasMessage("CODE_USED: This registration link has been used.");
    }

    @Test
    void aRefusalHasNoStackTrace() {
        assertThat(new Rejected(new Failure.CodeUsed()).getStackTrace()).isEmpty();
    }
}
