package dev.passlink.domain.user;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * A passwordless init code: a fold over its events, the same for the aggregate that decides and the read model that
 * shows (behaviour C5). The code itself is not in it and cannot be had from it without the key.
 *
 * @param codeId              its id, unique within the user
 * @param seed                what it is derived from, beside the key
 * @param codeLength          its characters, 12 to 64
 * @param medium              how it reaches the person
 * @param urlTemplate         how its link is written; {@code null} if as usual
 * @param expiresAt           first instant at which it is no longer good, in milliseconds
 * @param maxAttempts         wrong guesses that lock it
 * @param maxFailedCeremonies failed ceremonies that lock it
 * @param state               its state; an open code may have expired
 * @param mail                what became of its mail
 * @param mailFailure         why its mail was given up the last time; {@code null} unless it was, and is not due again or sent
 * @param failedChecks        wrong guesses so far
 * @param failedCeremonies    ceremonies that were begun with it and failed, so far
 * @param closedAt            when it was used, locked or revoked; {@code null} while it is open
 * @param details             its object details
 */
public record InitCode(
        CodeId codeId,
        CodeSeed seed,
        int codeLength,
        Medium medium,
        @Nullable UrlTemplate urlTemplate,
        Instant expiresAt,
        int maxAttempts,
        int maxFailedCeremonies,
        CodeState state,
        MailState mail,
        @Nullable MailFailure mailFailure,
        int failedChecks,
        int failedCeremonies,
        @Nullable Instant closedAt,
        ObjectDetails details) {

    /** A new code, as its first event says. */
    public static InitCode of(PasswordlessInitCodeAdded event, DomainEventMessage<?> message) {
        return new InitCode(
                event.codeId(),
                event.seed(),
                event.codeLength(),
                event.medium(),
                event.urlTemplate(),
                message.getTimestamp().truncatedTo(MILLIS).plus(event.expiry()),
                event.maxAttempts(),
                event.maxFailedCeremonies(),
                CodeState.OPEN,
                event.medium() == Medium.MAIL ? MailState.DUE : MailState.NONE,
                null,
                0,
                0,
                null,
                ObjectDetails.next(null, message));
    }

    /** The code after one more of its events; a second Added of the same code changes nothing but the details. */
    public InitCode next(InitCodeEvent event, DomainEventMessage<?> message) {
        ObjectDetails next = ObjectDetails.next(details, message);
        if (event instanceof PasswordlessInitCodeAdded) {
            return with(mail, mailFailure, next);
        }
        if (event instanceof PasswordlessInitCodeSent) {
            return with(MailState.SENT, null, next);
        }
        if (event instanceof PasswordlessInitCodeDeliveryFailed failed) {
            MailFailure failure = new MailFailure(failed.reason(), next.changeDate());
            return with(mail.givenUp(), mail == MailState.DUE ? failure : mailFailure, next);
        }
        if (event instanceof PasswordlessInitCodeDeliveryRetried) {
            return with(mail.retried(), mail == MailState.FAILED ? null : mailFailure, next);
        }
        if (event instanceof PasswordlessInitCodeDeliveryDropped) {
            return with(mail.dropped(), mailFailure, next);
        }
        if (event instanceof PasswordlessInitCodeCheckFailed) {
            boolean lastAttempt = failedChecks + 1 >= maxAttempts;
            return with(lastAttempt ? CodeState.LOCKED : state, failedChecks + 1, failedCeremonies, next);
        }
        if (event instanceof PasswordlessInitCodeCeremonyFailed) {
            boolean lastCeremony = failedCeremonies + 1 >= maxFailedCeremonies;
            return with(lastCeremony ? CodeState.LOCKED : state, failedChecks, failedCeremonies + 1, next);
        }
        if (event instanceof PasswordlessInitCodeCheckSucceeded) {
            return with(CodeState.USED, failedChecks, failedCeremonies, next);
        }
        if (event instanceof PasswordlessInitCodeRevoked) {
            return with(CodeState.REVOKED, failedChecks, failedCeremonies, next);
        }
        throw new IllegalArgumentException("not reduced: " + event.getClass().getName());
    }

    /** Whether the code is open and unexpired. */
    public boolean isOpenAt(Instant now) {
        return state == CodeState.OPEN && now.isBefore(expiresAt);
    }

    /** What keeps the code from being used at this time, as whoever presents it right may know (behaviour C12). */
    @Nullable
    Failure obstacleAt(Instant now) {
        return switch (state) {
            case OPEN -> now.isBefore(expiresAt) ? null : new Failure.CodeExpired();
            case USED -> new Failure.CodeUsed();
            case LOCKED -> new Failure.CodeInvalid();
            case REVOKED -> new Failure.CodeRevoked();
        };
    }

    /**
     * Whether its mail, which is to be delivered after all, must be made due for that: it is not if it is due or sent.
     *
     * @throws Rejected with {@link #obstacleAt what keeps the code from being used}, or {@link Failure.RequestInvalid} if
     *     there was no mail or it was dropped
     */
    boolean mustBeRetriedAt(Instant now) {
        if (mail == MailState.DUE || mail == MailState.SENT) {
            return false;
        }
        if (mail != MailState.FAILED) {
            throw new Rejected(new Failure.RequestInvalid(
                    mail == MailState.NONE ? "this link was not mailed" : "the mail of this link was dropped"));
        }
        Failure obstacle = obstacleAt(now);
        if (obstacle != null) {
            throw new Rejected(obstacle);
        }
        return true;
    }

    /**
     * Whether its mail, which is to be given up for good, was not dropped before.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if the mail was not given up
     */
    boolean mustBeDropped() {
        if (mail != MailState.FAILED && mail != MailState.DROPPED) {
            throw new Rejected(new Failure.RequestInvalid("the mail of this link was not given up"));
        }
        return mail == MailState.FAILED;
    }

    /** Whether so many wrong guesses are stored that every further answer is the same. */
    public boolean attemptsExhausted() {
        return failedChecks >= maxAttempts;
    }

    /** How long the code is good from the moment it was added. */
    public Duration expiry() {
        return Duration.between(details.creationDate(), expiresAt);
    }

    /** When the code stopped being good, or will. */
    Instant endsAt() {
        return closedAt != null && closedAt.isBefore(expiresAt) ? closedAt : expiresAt;
    }

    private InitCode with(MailState nextMail, @Nullable MailFailure nextMailFailure, ObjectDetails next) {
        return then(state, nextMail, nextMailFailure, failedChecks, failedCeremonies, next);
    }

    private InitCode with(CodeState wanted, int nextFailedChecks, int nextFailedCeremonies, ObjectDetails next) {
        return then(state.then(wanted), mail, mailFailure, nextFailedChecks, nextFailedCeremonies, next);
    }

    private InitCode then(
            CodeState nextState,
            MailState nextMail,
            @Nullable MailFailure nextMailFailure,
            int nextFailedChecks,
            int nextFailedCeremonies,
            ObjectDetails next) {
        return new InitCode(
                codeId,
                seed,
                codeLength,
                medium,
                urlTemplate,
                expiresAt,
                maxAttempts,
                maxFailedCeremonies,
                nextState,
                nextMail,
                nextMailFailure,
                nextFailedChecks,
                nextFailedCeremonies,
                nextState == state ? closedAt : next.changeDate(),
                next);
    }
}
