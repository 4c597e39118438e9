package dev.passlink.projection.initcode;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can be asked about init codes. */
public sealed interface InitCodeQuery {

    /** The most that are answered at once. */
    int MAX_LIMIT = 1000;

    /**
     * One code; answered by at most one {@link InitCodeView}.
     *
     * @param userId the user
     * @param codeId the code
     */
    record One(UserId userId, CodeId codeId) implements InitCodeQuery {}

    /**
     * How many codes are in each state, of those that expire in the future or did so within the last day; answered by an
     * {@link InitCodeTally}.
     *
     * @param now the present
     */
    record Recent(Instant now) implements InitCodeQuery {

        /** How far back it looks. */
        static final Duration SPAN = Duration.ofDays(1);
    }

    /**
     * The codes of a user, the newest first; answered by a list of {@link InitCodeView}.
     *
     * @param userId the user
     * @param offset how many of the newest to leave out, at least 0
     * @param limit  how many to answer at most, 1 to 1000
     */
    record OfUser(UserId userId, int offset, int limit) implements InitCodeQuery {

        /** How many codes are answered unless the query says otherwise. */
        public static final int DEFAULT_LIMIT = 100;

        /** @throws Rejected {@link Failure.RequestInvalid} if offset or limit is out of range */
        public OfUser {
            requirePage(offset, limit);
        }

        /** The newest codes of a user. */
        public OfUser(UserId userId) {
            this(userId, 0, DEFAULT_LIMIT);
        }
    }

    /**
     * The codes whose mail was given up and not dropped, those first whose mail was given up last; answered by a list of
     * {@link InitCodeView}. What the aggregate has forgotten or is about to forget is not among them: nobody could do
     * anything about it.
     *
     * @param userId       only of this user; {@code null} for all
     * @param organization only in this organization; {@code null} for all
     * @param now          the time of the question
     * @param offset       how many of the newest to leave out, at least 0
     * @param limit        how many to answer at most, 1 to 1000
     */
    record Undelivered(
            @Nullable UserId userId, @Nullable ResourceOwner organization, Instant now, int offset, int limit)
            implements InitCodeQuery {

        /** @throws Rejected {@link Failure.RequestInvalid} if offset or limit is out of range */
        public Undelivered {
            requirePage(offset, limit);
        }
    }

    private static void requirePage(int offset, int limit) {
        if (offset < 0) {
            throw new Rejected(new Failure.RequestInvalid("offset must not be negative"));
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new Rejected(new Failure.RequestInvalid("limit must be between 1 and " + MAX_LIMIT));
        }
    }
}
