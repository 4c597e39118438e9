package dev.passlink.projection.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.projection.History;
import java.time.Instant;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

class AuditReducerTest {

    @Test
    void anEntryTellsWhoDidWhatToWhomAndWhen() {
        DomainEventMessage<?> added = History.of("u1")
                .with(Map.of(
                        "editor", "manager",
                        "editorOrganization", "head-office",
                        "operation", "AddHumanUser",
                        "correlationId", "request-1",
                        "causationId", "command-1"))
                .added();

        assertThat(AuditReducer.reduce(null, "user.human.added", added, 42))
                .isEqualTo(new AuditEntry(
                        42,
                        History.of("u1").userId(),
                        1,
                        added.getIdentifier(),
                        "user.human.added",
                        Instant.parse("2026-03-29T00:59:58.123Z"),
                        null,
                        "org-1",
                        "manager",
                        "head-office",
                        "AddHumanUser",
                        "request-1",
                        "command-1"));
    }

    @Test
    void anEntryNeverChanges() {
        History history = History.of("u1");
        AuditEntry entry = AuditReducer.reduce(null, "user.human.added", history.added(), 42);

        assertThat(AuditReducer.reduce(entry, "user.removed", history.added(), 43))
                .isSameAs(entry);
    }

    @Test
    void whatTheMetadataDoesNotSayIsMissing() {
        AuditEntry entry =
                AuditReducer.reduce(null, "user.human.added", History.of("u1").added(), 42);

        assertThat(entry.resourceOwner()).isEqualTo("org-1");
        assertThat(entry.editor()).isNull();
        assertThat(entry.editorOrganization()).isNull();
        assertThat(entry.operation()).isNull();
        assertThat(entry.correlationId()).isNull();
        assertThat(entry.causationId()).isNull();
    }

    @Test
    void metadataInOtherHandsIsCutToWhatCanBeKept() {
        DomainEventMessage<?> odd = History.of("u1")
                .with(Map.of("editor", "\uD83D\uDD11".repeat(300), "operation", 17, "correlationId", "a\0b"))
                .added();

        AuditEntry entry = AuditReducer.reduce(null, "user.human.added", odd, 42);

        assertThat(entry.editor()).isEqualTo("\uD83D\uDD11".repeat(200));
        assertThat(entry.operation()).isEqualTo("17");
        assertThat(entry.correlationId()).isEqualTo("a b");
    }
}
