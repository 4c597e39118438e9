package dev.passlink.projection.audit;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Text;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events: those that everything given here holds for.
 *
 * @param userId       of this user; {@code null} for all
 * @param codeId       about a code with this id, of whichever user; {@code null} for all
 * @param organization of users that this organization owned then; {@code null} for all
 * @param editor       done by this user or part of the system, 1 to 200 code points; {@code null} for all
 * @param from         not before this time; {@code null} from the beginning
 * @param until        before this time; {@code null} without end
 */
public record AuditFilter(
        @Nullable UserId userId,
        @Nullable CodeId codeId,
        @Nullable ResourceOwner organization,
        @Nullable String editor,
        @Nullable Instant from,
        @Nullable Instant until) {

    /** All events. */
    public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, null);

    /** All times that a store may hold. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /**
     * @throws Rejected {@link Failure.RequestInvalid} if the editor is none, a time is before the year 1 or after the year
     *     9999, or no time is between from and until
     */
    public AuditFilter {
        if (editor != null) {
            Text.required("editor", editor, AuditReducer.MAX_LENGTH);
        }
        requireTime("from", from);
        requireTime("until", until);
        if (from != null && until != null && !from.isBefore(until)) {
            throw new Rejected(new Failure.RequestInvalid("from must be before until"));
        }
    }

    /** Of these, those of one user. */
    public AuditFilter ofUser(UserId user) {
        return new AuditFilter(user, codeId, organization, editor, from, until);
    }

    /** Of these, those about a code. */
    public AuditFilter ofCode(CodeId code) {
        return new AuditFilter(userId, code, organization, editor, from, until);
    }

    /** Of these, those of users that the organization owned then. */
    public AuditFilter in(ResourceOwner owner) {
        return new AuditFilter(userId, codeId, owner, editor, from, until);
    }

    /** Of these, those done by a user or part of the system. */
    public AuditFilter by(String whom) {
        return new AuditFilter(userId, codeId, organization, whom, from, until);
    }

    /** Of these, those not before a time. */
    public AuditFilter from(Instant first) {
        return new AuditFilter(userId, codeId, organization, editor, first, until);
    }

    /** Of these, those before a time. */
    public AuditFilter until(Instant end) {
        return new AuditFilter(userId, codeId, organization, editor, from, end);
    }

    private static void requireTime(String field, @Nullable Instant time) {
        if (time != null && (time.isBefore(FIRST) || time.isAfter(LAST))) {
            throw new Rejected(new Failure.RequestInvalid(field + " must be in the years 1 to 9999"));
        }
    }
}
