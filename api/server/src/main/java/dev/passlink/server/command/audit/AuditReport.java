package dev.passlink.server.command.audit;

import dev.passlink.api.UserAsOf;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;
import java.util.function.Supplier;

/** An audit as it is written, bit by bit: a history, or the state of users. */
public interface AuditReport {

    /**
     * Begins a history.
     *
     * @param question what was asked
     * @param totals   counts the events, which takes its time
     * @return the last position that the history tells
     */
    long beginHistory(AuditQuestion question, Supplier<AuditTotals> totals);

    /** One more event. */
    void event(AuditEntry event);

    /**
     * Begins the state of users.
     *
     * @param question what was asked
     */
    void beginState(AuditQuestion question);

    /** One more user. */
    void user(UserAsOf user);

    /** That was all. */
    void end();
}
