package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/**
 * A user was locked: its codes are refused until it is unlocked.
 *
 * @param userId the user
 */
public record UserLocked(UserId userId) implements UserEvent {}
