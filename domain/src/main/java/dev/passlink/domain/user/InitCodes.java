package dev.passlink.domain.user;

import static java.util.Comparator.comparingLong;

import dev.passlink.domain.Failure;
import dev.passlink.domain.RequestFingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codes a user remembers: all that are open, and of the closed ones those of the last 30 days, at most 100
 * (behaviour C11).
 *
 * @param remembered in the order in which they were added
 * @param requests   the requests that added them, as far as those had idempotency keys (behaviour O7)
 * @param retries    the last retry of each whose mail was due again
 */
record InitCodes(List<InitCode> remembered, List<KeyedRequest> requests, List<MailRetry> retries) {

    static final InitCodes NONE = new InitCodes(List.of(), List.of(), List.of());

    InitCodes {
        remembered = List.copyOf(remembered);
        requests = List.copyOf(requests);
        retries = List.copyOf(retries);
    }

    Optional<InitCode> find(CodeId codeId) {
        return remembered.stream().filter(code -> code.codeId().equals(codeId)).findFirst();
    }

    /** Whether a presented code is a wrong guess at one that still bears guesses. */
    boolean refute(UserId userId, PresentedCode presented, CodeVerifier verifier) {
        return compare(userId, presented, verifier) == CodeVerifier.Answer.WRONG;
    }

    /** Why a presented code opens nothing at this time, as whoever presents it may know; {@code null} if it does. */
    @Nullable
    Failure obstacle(UserId userId, PresentedCode presented, CodeVerifier verifier, Instant now) {
        CodeVerifier.Answer answer = compare(userId, presented, verifier);
        if (answer == CodeVerifier.Answer.KEY_UNKNOWN) {
            return new Failure.Unavailable("The key of this registration link is not known here yet.");
        }
        return answer == CodeVerifier.Answer.RIGHT ? obstacle(presented.codeId(), now) : new Failure.CodeInvalid();
    }

    /** Why a ceremony that was begun with a code, or without one, cannot be finished at this time; {@code null} if it can. */
    @Nullable
    Failure obstacle(@Nullable CodeId codeId, Instant now) {
        if (codeId == null) {
            return null;
        }
        InitCode code = find(codeId).orElse(null);
        return code == null ? new Failure.CodeInvalid() : code.obstacleAt(now);
    }

    /** {@code null} if there is nothing to compare with (any more). */
    private CodeVerifier.@Nullable Answer compare(UserId userId, PresentedCode presented, CodeVerifier verifier) {
        return find(presented.codeId())
                .filter(code -> !code.attemptsExhausted())
                .map(code -> verifier.verify(userId, code, presented.proof()))
                .orElse(null);
    }

    List<InitCode> openAt(Instant now) {
        return remembered.stream().filter(code -> code.isOpenAt(now)).toList();
    }

    /** Until when there is no room for one more open code; empty if there is room now. */
    Optional<Instant> fullUntil(Instant now, int maxOpen) {
        List<Instant> ends =
                openAt(now).stream().map(InitCode::expiresAt).sorted().toList();
        return ends.size() < maxOpen ? Optional.empty() : Optional.of(ends.get(ends.size() - maxOpen));
    }

    /** The request with this fingerprint that added a code which is still remembered. */
    Optional<KeyedRequest> addedBy(@Nullable RequestFingerprint fingerprint) {
        return requests.stream()
                .filter(request -> request.fingerprint().equals(fingerprint))
                .findFirst();
    }

    InitCodes plus(InitCode code, @Nullable KeyedRequest request) {
        return new InitCodes(
                Stream.concat(remembered.stream(), Stream.of(code)).toList(),
                Stream.concat(requests.stream(), Stream.ofNullable(request)).toList(),
                retries);
    }

    InitCodes with(InitCode changed) {
        return new InitCodes(
                remembered.stream()
                        .map(code -> code.codeId().equals(changed.codeId()) ? changed : code)
                        .toList(),
                requests,
                retries);
    }

    /** The same, after the mail of this code was made due again by the code's last event. */
    InitCodes retried(InitCode code) {
        MailRetry retry = new MailRetry(code.codeId(), lastEvent(code));
        Stream<MailRetry> others =
                retries.stream().filter(other -> !other.codeId().equals(code.codeId()));
        return new InitCodes(
                remembered, requests, Stream.concat(others, Stream.of(retry)).toList());
    }

    /** Sequence of the event that last had the mail of this code retried; {@code null} if none did. */
    @Nullable
    Long retryOf(CodeId codeId) {
        return retries.stream()
                .filter(retry -> retry.codeId().equals(codeId))
                .findFirst()
                .map(MailRetry::sequence)
                .orElse(null);
    }

    /**
     * What is left after forgetting, at the time of an event. Of too many, those that longest had no event are forgotten:
     * by time it could be the very one that was just closed, by a clock that is behind.
     */
    InitCodes at(Instant time) {
        Set<CodeId> kept = remembered.stream()
                .filter(code -> !code.isOpenAt(time))
                .filter(code -> code.endsAt().plus(InitCodeRules.MEMORY).isAfter(time))
                .sorted(comparingLong(InitCodes::lastEvent).reversed())
                .limit(InitCodeRules.MOST_REMEMBERED)
                .map(InitCode::codeId)
                .collect(Collectors.toSet());
        List<InitCode> left = remembered.stream()
                .filter(code -> code.isOpenAt(time) || kept.contains(code.codeId()))
                .toList();
        return left.size() == remembered.size() ? this : only(left);
    }

    private InitCodes only(List<InitCode> left) {
        Set<CodeId> ids = left.stream().map(InitCode::codeId).collect(Collectors.toSet());
        return new InitCodes(
                left,
                requests.stream()
                        .filter(request -> ids.contains(request.answer().codeId()))
                        .toList(),
                retries.stream().filter(retry -> ids.contains(retry.codeId())).toList());
    }

    private static long lastEvent(InitCode code) {
        return code.details().sequence();
    }
}
