package dev.passlink.projection.audit;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the audit trail makes of an event (behaviour P1, P2): one entry of each, for ever. No event is ignored, not even one
 * that cannot be read, and no event changes the entry of another.
 */
public final class AuditReducer {

    /** The most that is kept of a text in the metadata, in code points: as much as ids may have. */
    static final int MAX_LENGTH = 200;

    private AuditReducer() {}

    /**
     * The entry of an event.
     *
     * @param entry    the entry there is; {@code null} if there is none
     * @param type     stored name of the event
     * @param message  the event's message, with a user event or an {@code UnknownSerializedType}
     * @param position the event's position in the store
     * @return the entry there is, or the event's
     */
    public static AuditEntry reduce(
            @Nullable AuditEntry entry, String type, DomainEventMessage<?> message, long position) {
        return entry != null
                ? entry
                : new AuditEntry(
                        position,
                        new UserId(message.getAggregateIdentifier()),
                        message.getSequenceNumber() + 1,
                        message.getIdentifier(),
                        type,
                        message.getTimestamp().truncatedTo(MILLIS),
                        codeId(message),
                        text(message, ObjectDetails.RESOURCE_OWNER),
                        text(message, EventMetaData.EDITOR),
                        text(message, EventMetaData.EDITOR_ORGANIZATION),
                        text(message, EventMetaData.OPERATION),
                        text(message, EventMetaData.CORRELATION_ID),
                        text(message, EventMetaData.CAUSATION_ID));
    }

    private static @Nullable CodeId codeId(DomainEventMessage<?> message) {
        if (message.getPayload() instanceof PasswordlessTokenAdded begun) {
            return begun.codeId();
        }
        return message.getPayload() instanceof InitCodeEvent event ? event.codeId() : null;
    }

    /** In other hands than ours metadata may be anything, and must not hold the trail up. */
    private static @Nullable String text(DomainEventMessage<?> message, String key) {
        Object value = message.getMetaData().get(key);
        if (value == null) {
            return null;
        }
        String text = value.toString();
        if (text.indexOf('\0') >= 0) {
            text = text.replace('\0', ' '); // which PostgreSQL refuses
        }
        return text.length() <= MAX_LENGTH || text.codePointCount(0, text.length()) <= MAX_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH));
    }
}
