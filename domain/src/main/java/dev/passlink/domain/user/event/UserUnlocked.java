package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/**
 * A locked user was unlocked.
 *
 * @param userId the user
 */
public record UserUnlocked(UserId userId) implements UserEvent {}
