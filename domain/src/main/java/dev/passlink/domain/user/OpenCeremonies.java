package dev.passlink.domain.user;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The registration ceremonies of a user: those under way, and how many were begun with each remembered code (behaviour C9).
 *
 * @param begun  in the order in which they were begun, and not yet finished
 * @param starts how often each code was begun with
 * @param others when ceremonies without a code were begun, the last of them
 */
record OpenCeremonies(List<Ceremony> begun, List<Starts> starts, List<Instant> others) {

    /** So many may be under way at once with one code; without any, so many may be begun while one would be. */
    static final int MOST_AT_ONCE = 10;

    /** A code can be begun with so many times as often as ceremonies may fail with it. */
    static final int STARTS_PER_FAILURE = 5;

    /** What was begun is forgotten only this long after it is too late: its last event may come a little later. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    static final OpenCeremonies NONE = new OpenCeremonies(List.of(), List.of(), List.of());

    OpenCeremonies {
        begun = List.copyOf(begun);
        starts = List.copyOf(starts);
        others = List.copyOf(others);
    }

    /** How often a code was begun with. */
    record Starts(CodeId codeId, int count) {}

    Optional<Ceremony> find(PasskeyId passkeyId) {
        return begun.stream()
                .filter(ceremony -> ceremony.passkey().passkeyId().equals(passkeyId))
                .findFirst();
    }

    /** The one to be finished: not too late, and begun with the code that is presented again, or by whoever finishes it. */
    Optional<Ceremony> underWay(FinishPasskeyRegistration finish, Instant now) {
        return find(finish.passkeyId())
                .filter(ceremony -> ceremony.isUnderWayAt(now))
                .filter(ceremony -> isOf(ceremony, finish));
    }

    private static boolean isOf(Ceremony ceremony, FinishPasskeyRegistration finish) {
        CodeId begunWith = ceremony.passkey().codeId();
        return finish.code() == null
                ? begunWith != null || finish.authority() instanceof Authority.Oneself
                : finish.code().codeId().equals(begunWith);
    }

    /**
     * Whether another one can be begun with this code, or without one.
     *
     * @throws Rejected {@link Failure.CodeInvalid} if never again with this code, {@link Failure.CeremonyFailed} if not now
     */
    void requireRoomForOneMore(@Nullable InitCode code, Instant now) {
        if (code != null && haveExhausted(code)) {
            throw new Rejected(new Failure.CodeInvalid()); // as good as locked: only a new link helps
        }
        long present = code == null
                ? others.stream()
                        .filter(time -> now.isBefore(time.plus(Ceremony.LIFETIME)))
                        .count()
                : begun.stream()
                        .filter(ceremony ->
                                code.codeId().equals(ceremony.passkey().codeId()))
                        .filter(ceremony -> ceremony.isUnderWayAt(now))
                        .count();
        if (present >= MOST_AT_ONCE) {
            throw new Rejected(
                    new Failure.CeremonyFailed("Too many registrations are under way; try again in five minutes."));
        }
    }

    /** Whether a code was begun with as often as it can be. */
    boolean haveExhausted(InitCode code) {
        return starts(code.codeId()) >= STARTS_PER_FAILURE * code.maxFailedCeremonies();
    }

    OpenCeremonies plus(Ceremony ceremony) {
        CodeId codeId = ceremony.passkey().codeId();
        List<Ceremony> more = Stream.concat(begun.stream(), Stream.of(ceremony)).toList();
        return codeId == null
                ? new OpenCeremonies(more, starts, withOther(ceremony))
                : new OpenCeremonies(
                        more,
                        Stream.concat(
                                        starts.stream()
                                                .filter(other -> !other.codeId().equals(codeId)),
                                        Stream.of(new Starts(codeId, starts(codeId) + 1)))
                                .toList(),
                        others);
    }

    private List<Instant> withOther(Ceremony ceremony) {
        List<Instant> all = Stream.concat(
                        others.stream(), Stream.of(ceremony.expiresAt().minus(Ceremony.LIFETIME)))
                .toList();
        return all.subList(Math.max(0, all.size() - MOST_AT_ONCE), all.size());
    }

    /** One was finished, well or badly: its challenge is not answered twice. */
    OpenCeremonies minus(PasskeyId passkeyId) {
        return new OpenCeremonies(
                begun.stream()
                        .filter(ceremony -> !ceremony.passkey().passkeyId().equals(passkeyId))
                        .toList(),
                starts,
                others);
    }

    /** What is left at the time of an event, of codes that are still remembered. */
    OpenCeremonies at(Instant time, InitCodes codes) {
        if (begun.isEmpty() && starts.isEmpty()) {
            return this;
        }
        Set<CodeId> remembered =
                codes.remembered().stream().map(InitCode::codeId).collect(Collectors.toSet());
        return new OpenCeremonies(
                begun.stream()
                        .filter(ceremony -> time.isBefore(ceremony.expiresAt().plus(GRACE)))
                        .toList(),
                starts.stream()
                        .filter(start -> remembered.contains(start.codeId()))
                        .toList(),
                others);
    }

    private int starts(CodeId codeId) {
        return starts.stream()
                .filter(start -> start.codeId().equals(codeId))
                .mapToInt(Starts::count)
                .sum();
    }
}
