package dev.passlink.domain.user;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;

/**
 * A registration ceremony under way: what was asked of an authenticator, until it is answered or too late.
 *
 * @param passkey   the passkey to be
 * @param challenge what has to be answered to
 * @param expiresAt first instant at which an answer is too late, in milliseconds
 */
public record Ceremony(Passkey passkey, Challenge challenge, Instant expiresAt) {

    /** How long a challenge lives (behaviour C9). */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    static Ceremony of(PasswordlessTokenAdded event, DomainEventMessage<?> message) {
        Instant expiresAt = message.getTimestamp().truncatedTo(MILLIS).plus(event.lifetime());
        return new Ceremony(Passkey.of(event, message), event.challenge(), expiresAt);
    }

    boolean isUnderWayAt(Instant now) {
        return now.isBefore(expiresAt);
    }
}
