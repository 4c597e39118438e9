package dev.passlink.projection.initcode;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;

/** What can be asked about init codes. */
public sealed interface InitCodeQuery {

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

        private static final int MAX_LIMIT = 1000;

        /** @throws Rejected {@link Failure.RequestInvalid} if offset or limit is out of range */
        public OfUser {
            if (offset < 0) {
                throw new Rejected(new Failure.RequestInvalid("offset must not be negative"));
            }
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new Rejected(new Failure.RequestInvalid("limit must be between 1 and " + MAX_LIMIT));
            }
        }

        /** The newest codes of a user. */
        public OfUser(UserId userId) {
            this(userId, 0, DEFAULT_LIMIT);
        }
    }
}
