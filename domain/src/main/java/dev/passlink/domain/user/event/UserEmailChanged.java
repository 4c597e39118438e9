package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.UserId;

/**
 * The registered address of a user changed, or its verification did.
 *
 * @param userId the user
 * @param email  the address from now on
 */
public record UserEmailChanged(UserId userId, Email email) implements UserEvent {}
