package dev.passlink.projection.audit;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry as a row, which never changes. */
@Entity
@Table(name = "passlink_audit")
class AuditRow {

    @Embeddable
    record Key(
            @Column(name = "generation") int generation,
            @Column(name = "user_id", length = 512) String userId,
            @Column(name = "sequence") long sequence)
            implements Serializable {}

    @EmbeddedId
    private Key key;

    @Column(name = "store_position", nullable = false)
    private long position;

    @Column(name = "event_id", nullable = false)
    private String eventId;

    @Column(name = "event_type", nullable = false)
    private String type;

    @Column(name = "happened_at", nullable = false, secondPrecision = 3)
    private Instant at;

    @Column(name = "code_id", length = 512)
    private @Nullable String codeId;

    @Column(name = "resource_owner", length = 512)
    private @Nullable String resourceOwner;

    @Column(name = "editor", length = 512)
    private @Nullable String editor;

    @Column(name = "editor_organization", length = 512)
    private @Nullable String editorOrganization;

    @Column(name = "operation", length = 512)
    private @Nullable String operation;

    @Column(name = "correlation_id", length = 512)
    private @Nullable String correlationId;

    @Column(name = "causation_id", length = 512)
    private @Nullable String causationId;

    /** For Hibernate, which fills the fields. */
    @SuppressWarnings("NullAway.Init")
    protected AuditRow() {}

    AuditRow(Key key, AuditEntry entry) {
        this.key = key;
        position = entry.position();
        eventId = entry.eventId();
        type = entry.type();
        at = entry.at();
        codeId = entry.codeId() == null ? null : entry.codeId().value();
        resourceOwner = entry.resourceOwner();
        editor = entry.editor();
        editorOrganization = entry.editorOrganization();
        operation = entry.operation();
        correlationId = entry.correlationId();
        causationId = entry.causationId();
    }

    AuditEntry entry() {
        return new AuditEntry(
                position,
                new UserId(key.userId()),
                key.sequence(),
                eventId,
                type,
                at,
                codeId == null ? null : new CodeId(codeId),
                resourceOwner,
                editor,
                editorOrganization,
                operation,
                correlationId,
                causationId);
    }
}
