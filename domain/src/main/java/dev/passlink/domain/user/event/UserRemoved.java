package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A user was removed, with all its codes: the incarnation ends, and the key of its personal data is to be destroyed.
 *
 * @param userId      the user
 * @param personalKey the key of the incarnation that ends; {@code null}, and absent where it is stored, if it has none
 */
public record UserRemoved(UserId userId, @Nullable PersonalKeyId personalKey) implements UserEvent {}
