package dev.passlink.projection.audit;

import java.util.List;

/**
 * How many events there are, and of what.
 *
 * @param events  how many
 * @param last    the greatest position among them, -1 if there is none
 * @param users   how many users they happened to
 * @param editors how many did them, parts of the system included
 * @param types   how many of each stored name, the most frequent first
 * @param days    how many on each day that has any, in order, named as ISO-8601 does, in UTC
 */
public record AuditTotals(long events, long last, long users, long editors, List<Count> types, List<Count> days) {

    public AuditTotals {
        types = List.copyOf(types);
        days = List.copyOf(days);
    }

    /**
     * How many of one thing.
     *
     * @param of     of what
     * @param events how many, at least 1
     */
    public record Count(String of, long events) {}
}
