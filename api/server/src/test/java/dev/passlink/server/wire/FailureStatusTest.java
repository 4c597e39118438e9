package dev.passlink.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import dev.passlink.domain.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FailureStatusTest {

    /** Every failure there is, with the codes that chapter 6 of the rules gives it. */
    private static final Map<Failure, List<Integer>> CODES = Map.ofEntries(
            Map.entry(new Failure.Unauthenticated("?"), List.of(16, 401)),
            Map.entry(new Failure.PermissionDenied(), List.of(7, 403)),
            Map.entry(new Failure.RequestInvalid("?"), List.of(3, 400)),
            Map.entry(new Failure.UserNotFound(), List.of(5, 404)),
            Map.entry(new Failure.UserAlreadyExists(), List.of(6, 409)),
            Map.entry(new Failure.UserNotActive(), List.of(9, 400)),
            Map.entry(new Failure.EmailMissing(), List.of(9, 400)),
            Map.entry(new Failure.CodeInvalid(), List.of(3, 400)),
            Map.entry(new Failure.CodeExpired(), List.of(9, 400)),
            Map.entry(new Failure.CodeUsed(), List.of(9, 400)),
            Map.entry(new Failure.CodeRevoked(), List.of(9, 400)),
            Map.entry(new Failure.TooManyOpenCodes(10, Duration.ofMinutes(1)), List.of(8, 429)),
            Map.entry(new Failure.TooManyMails(Duration.ofMinutes(1)), List.of(8, 429)),
            Map.entry(new Failure.CodeNotFound(), List.of(5, 404)),
            Map.entry(new Failure.PasskeyNotFound(), List.of(5, 404)),
            Map.entry(new Failure.PasskeyAlreadyExists(), List.of(6, 409)),
            Map.entry(new Failure.CeremonyFailed("?"), List.of(3, 400)),
            Map.entry(new Failure.TooLarge(), List.of(8, 413)),
            Map.entry(new Failure.NotFound(), List.of(5, 404)),
            Map.entry(new Failure.MethodNotAllowed(), List.of(12, 501)),
            Map.entry(new Failure.Overloaded(), List.of(8, 429)),
            Map.entry(new Failure.Unavailable("?"), List.of(14, 503)),
            Map.entry(new Failure.Timeout(), List.of(4, 504)),
            Map.entry(new Failure.Internal("7"), List.of(13, 500)));

    @Test
    void everyFailureHasItsCodes() {
        CODES.forEach((failure, codes) -> {
            assertThat(FailureStatus.grpcCode(failure).value())
                    .as(failure.reason())
                    .isEqualTo(codes.get(0));
            assertThat(FailureStatus.httpStatus(failure).code())
                    .as(failure.reason())
                    .isEqualTo(codes.get(1));
        });
    }

    @Test
    void noFailureIsLeftOut() {
        Set<Class<?>> listed = CODES.keySet().stream().map(Failure::getClass).collect(Collectors.toSet());
        assertThat(listed).containsExactlyInAnyOrder(Failure.class.getPermittedSubclasses());
    }

    @Test
    void theTimeToWaitIsRoundedUp() throws InvalidProtocolBufferException {
        Failure tooMany = new Failure.TooManyMails(Duration.ofMillis(1001));
        RetryInfo retry = FailureStatus.rpcStatus(tooMany).getDetails(2).unpack(RetryInfo.class);
        assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(2);
        assertThat(retry.getRetryDelay().getNanos()).isZero();
    }

    @Test
    void whoCannotWaitIsNotTold() {
        assertThat(FailureStatus.rpcStatus(new Failure.UserNotFound()).getDetailsCount())
                .isEqualTo(2);
    }
}
