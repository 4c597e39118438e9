package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.time.Duration;

/**
 * The rules for codes added from now on (behaviour C1, C4, C5, C9, C11, O2, M6). What a code needs for life is written into
 * its Added event, so a change here never reaches older codes.
 *
 * @param codeLength           characters of a code, 12 to 64, default 12
 * @param expiry               how long a code is good, 1 second to 30 days, default 1 hour
 * @param maxAttempts          wrong guesses that lock a code, 1 to 100, default 3
 * @param maxFailedCeremonies  failed ceremonies that lock a code, 1 to 100, default 10
 * @param maxOpen              open codes of a user, 1 to 100, default 10
 * @param addresses            which addresses a link may be mailed to, default {@link Addresses#REGISTERED}
 * @param mailLimit            how many mails a user may be sent, default {@link MailLimit#DEFAULT}
 */
public record InitCodeRules(
        int codeLength,
        Duration expiry,
        int maxAttempts,
        int maxFailedCeremonies,
        int maxOpen,
        Addresses addresses,
        MailLimit mailLimit) {

    /** The longest that any code may be good. */
    public static final Duration LONGEST_EXPIRY = Duration.ofDays(30);

    /** How long a closed code is remembered from its end on, in event time. */
    public static final Duration MEMORY = Duration.ofDays(30);

    /** How many closed codes of a user are remembered: those that had an event last. */
    public static final int MOST_REMEMBERED = 100;

    /** The rules in force unless configured otherwise. */
    public static final InitCodeRules DEFAULT =
            new InitCodeRules(12, Duration.ofHours(1), 3, 10, 10, Addresses.REGISTERED, MailLimit.DEFAULT);

    /** Which addresses a link may be mailed to. */
    public enum Addresses {
        /** Any registered address. */
        REGISTERED,
        /** Only one that the person has verified. */
        VERIFIED;

        boolean accept(Email email) {
            return this == REGISTERED || email.verified();
        }
    }

    /** @throws Rejected {@link Failure.RequestInvalid} naming the rule that is out of range */
    public InitCodeRules {
        requireRange("code length", codeLength, 12, 64);
        requireRange("maximum of attempts", maxAttempts, 1, 100);
        requireRange("maximum of failed ceremonies", maxFailedCeremonies, 1, 100);
        requireRange("maximum of open codes", maxOpen, 1, 100);
        if (expiry.compareTo(Duration.ofSeconds(1)) < 0 || expiry.compareTo(LONGEST_EXPIRY) > 0) {
            throw new Rejected(new Failure.RequestInvalid("expiry must be between 1 second and 30 days"));
        }
        if (expiry.getNano() % 1_000_000 != 0) {
            throw new Rejected(new Failure.RequestInvalid("expiry must be in whole milliseconds"));
        }
    }

    private static void requireRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new Rejected(new Failure.RequestInvalid(what + " must be between " + min + " and " + max));
        }
    }
}
