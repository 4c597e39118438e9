package dev.passlink.api;

import dev.passlink.projection.audit.AuditEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events of a history.
 *
 * @param entries the events, in the order of the store
 * @param next    after which position it goes on; {@code null} if that was all there was
 */
public record AuditPage(List<AuditEntry> entries, @Nullable Long next) {

    public AuditPage {
        entries = List.copyOf(entries);
    }

    static AuditPage of(List<AuditEntry> entries, int limit) {
        return new AuditPage(
                entries,
                entries.size() < limit ? null : entries.get(entries.size() - 1).position());
    }
}
