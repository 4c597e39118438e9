package dev.passlink.projection.audit;

import dev.passlink.domain.user.UserId;

/**
 * Somebody in the audit trail.
 *
 * @param userId who; may be removed by now
 */
public record AuditedUser(UserId userId) {}
