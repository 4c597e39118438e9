package dev.passlink.projection.audit;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/** What can be asked about the audit trail. */
public sealed interface AuditQuery {

    /** The most that is answered at once. */
    int MAX_LIMIT = 1000;

    /**
     * Some events in the order of the store; answered by a list of {@link AuditEntry}.
     *
     * @param filter which events
     * @param after  of those, the ones at greater positions than this; -1 for all
     * @param limit  how many to answer at most, 1 to 1000
     */
    record Page(AuditFilter filter, long after, int limit) implements AuditQuery {

        /** Before any position. */
        public static final long BEGINNING = -1;

        /** @throws Rejected {@link Failure.RequestInvalid} if position or limit is out of range */
        public Page {
            if (after < BEGINNING) {
                throw new Rejected(new Failure.RequestInvalid("a position must not be negative"));
            }
            requireLimit(limit);
        }
    }

    /**
     * How many events there are; answered by {@link AuditTotals}.
     *
     * @param filter of which events
     */
    record Totals(AuditFilter filter) implements AuditQuery {}

    /**
     * The users that some events happened to, each once, in an order of their ids; answered by a list of {@link AuditedUser}.
     *
     * @param filter which events
     * @param after  the users that come after this one; {@code null} for all
     * @param limit  how many to answer at most, 1 to 1000
     */
    record Users(AuditFilter filter, @Nullable UserId after, int limit) implements AuditQuery {

        /** @throws Rejected {@link Failure.RequestInvalid} if the limit is out of range */
        public Users {
            requireLimit(limit);
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new Rejected(new Failure.RequestInvalid("limit must be between 1 and " + MAX_LIMIT));
        }
    }
}
