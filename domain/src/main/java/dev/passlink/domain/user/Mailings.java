package dev.passlink.domain.user;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When mails were asked for (behaviour M6): as many and as old as any {@link MailLimit} can be about. The remembered codes
 * do not tell, since codes that were not mailed may have pushed others out.
 *
 * @param times in the order in which they were asked for; none is earlier than the one before it
 */
record Mailings(List<Instant> times) {

    static final Mailings NONE = new Mailings(List.of());

    Mailings {
        times = List.copyOf(times);
    }

    /** With one more, now. */
    Mailings plus(Instant now) {
        List<Instant> recent = Stream.concat(times.stream(), Stream.of(now))
                .filter(time -> time.plus(MailLimit.LONGEST_WINDOW).isAfter(now))
                .toList();
        return new Mailings(recent.subList(Math.max(0, recent.size() - MailLimit.MOST_MAILS), recent.size()));
    }

    /** Until when no more mail is allowed; empty if one is allowed now. */
    Optional<Instant> fullUntil(Instant now, MailLimit limit) {
        List<Instant> ends = times.stream()
                .map(time -> time.plus(limit.window()))
                .filter(end -> end.isAfter(now))
                .toList();
        return ends.size() < limit.mails() ? Optional.empty() : Optional.of(ends.get(ends.size() - limit.mails()));
    }
}
