package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.time.Duration;

/**
 * How many mails a user may be sent in how much time, so that nobody's mailbox can be flooded (behaviour M6). It counts
 * the requests for a mail, whatever became of the mails.
 *
 * @param mails  so many at most, 1 to 100, default 5
 * @param window in any stretch of time of this length, 1 second to 30 days, default 15 minutes
 */
public record MailLimit(int mails, Duration window) {

    /** The most that any limit may allow. */
    public static final int MOST_MAILS = 100;

    /** The longest stretch of time that any limit may be about. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    /** The limit unless configured otherwise. */
    public static final MailLimit DEFAULT = new MailLimit(5, Duration.ofMinutes(15));

    /** @throws Rejected {@link Failure.RequestInvalid} naming what is out of range */
    public MailLimit {
        if (mails < 1 || mails > MOST_MAILS) {
            throw new Rejected(new Failure.RequestInvalid("limit of mails must be between 1 and " + MOST_MAILS));
        }
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new Rejected(new Failure.RequestInvalid("window of mails must be between 1 second and 30 days"));
        }
    }
}
