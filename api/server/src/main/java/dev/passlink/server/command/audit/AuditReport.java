package dev.passlink.server.command.audit;

import dev.passlink.api.UserAsOf;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditTotals;

/** An audit as it is written, bit by bit: a history, or the state of users. */
public interface AuditReport {

    /**
     * Begins a history.
     *
     * @param question what was asked
     * @param totals   how many events follow
     */
    void beginHistory(AuditQuestion question, AuditTotals totals);

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
