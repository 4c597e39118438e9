package dev.passlink.projection.initcode;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailFailure;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A passwordless init code as it is listed: never with the code, nor with what the code is derived from.
 *
 * @param userId              the user
 * @param codeId              the code's id
 * @param medium              how it reaches the person
 * @param state               its state by events alone; see {@link #standingAt(Instant)} for what time adds
 * @param mail                what became of its mail
 * @param mailFailure         why and when its mail was given up; {@code null} unless it was, and is not due again or sent
 * @param failedChecks        wrong guesses so far
 * @param maxAttempts         wrong guesses that lock it
 * @param failedCeremonies    ceremonies that were begun with it and failed, so far (behaviour C9)
 * @param maxFailedCeremonies failed ceremonies that lock it
 * @param expiresAt           first instant at which it is no longer good, in milliseconds
 * @param closedAt            when it was used, locked or revoked; {@code null} while it is open
 * @param details             its object details
 */
public record InitCodeView(
        UserId userId,
        CodeId codeId,
        Medium medium,
        CodeState state,
        MailState mail,
        @Nullable MailFailure mailFailure,
        int failedChecks,
        int maxAttempts,
        int failedCeremonies,
        int maxFailedCeremonies,
        Instant expiresAt,
        @Nullable Instant closedAt,
        ObjectDetails details) {

    /** What is listed of a user's code. */
    public static InitCodeView of(UserId userId, InitCode code) {
        return new InitCodeView(
                userId,
                code.codeId(),
                code.medium(),
                code.state(),
                code.mail(),
                code.mailFailure(),
                code.failedChecks(),
                code.maxAttempts(),
                code.failedCeremonies(),
                code.maxFailedCeremonies(),
                code.expiresAt(),
                code.closedAt(),
                code.details());
    }

    /** How a code stands at some time: its state, and an open one may have expired (behaviour C4, C5). */
    public enum Standing {
        OPEN,
        EXPIRED,
        USED,
        LOCKED,
        REVOKED
    }

    /** How the code stands at this time, if nothing happens to it before. */
    public Standing standingAt(Instant time) {
        return switch (state) {
            case OPEN -> time.isBefore(expiresAt) ? Standing.OPEN : Standing.EXPIRED;
            case USED -> Standing.USED;
            case LOCKED -> Standing.LOCKED;
            case REVOKED -> Standing.REVOKED;
        };
    }
}
