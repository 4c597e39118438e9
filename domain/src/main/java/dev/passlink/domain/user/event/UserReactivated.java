package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/**
 * A deactivated user was reactivated.
 *
 * @param userId the user
 */
public record UserReactivated(UserId userId) implements UserEvent {}
