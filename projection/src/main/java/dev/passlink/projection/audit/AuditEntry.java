package dev.passlink.projection.audit;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as the audit trail tells it: who did what to whom, when, and through which operation. Nothing of the event's
 * payload but the ids in it, so no name, no address and no code. What the metadata of an event does not say, as in one that
 * somebody else stored, is {@code null}.
 *
 * @param position           its position in the store, unique, at least 0; not without gaps
 * @param userId             the user it happened to, whose id is that of the stream
 * @param sequence           its place in the user's stream, at least 1, as object details count (behaviour D2)
 * @param eventId            the event's own id
 * @param type               its stored name, such as {@code user.human.added}; also of an event that this version cannot read
 * @param at                 when it happened, in milliseconds
 * @param codeId             the passwordless init code it is about, or with which a registration was begun; {@code null} if there is
 *     none, or it cannot be read
 * @param resourceOwner      id of the organization that owned the user
 * @param editor             who did it: a user's id or {@code system:<part>}
 * @param editorOrganization id of the editor's organization
 * @param operation          by which operation, see {@link dev.passlink.domain.Operation}
 * @param correlationId      what belongs to the same request has the same one
 * @param causationId        id of the message that caused it
 */
public record AuditEntry(
        long position,
        UserId userId,
        long sequence,
        String eventId,
        String type,
        Instant at,
        @Nullable CodeId codeId,
        @Nullable String resourceOwner,
        @Nullable String editor,
        @Nullable String editorOrganization,
        @Nullable String operation,
        @Nullable String correlationId,
        @Nullable String causationId) {}
