package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/**
 * A user was removed, with all its codes: the incarnation ends.
 *
 * @param userId the user
 */
public record UserRemoved(UserId userId) implements UserEvent {}
