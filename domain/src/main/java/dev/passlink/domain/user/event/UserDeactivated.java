package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/**
 * A user was deactivated: its codes are refused until it is reactivated.
 *
 * @param userId the user
 */
public record UserDeactivated(UserId userId) implements UserEvent {}
