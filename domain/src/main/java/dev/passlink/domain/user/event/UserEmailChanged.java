package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * The registered address of a user changed, or its verification did.
 *
 * @param userId      the user
 * @param personalKey the key of the incarnation, see {@link UserAdded}; {@code null} if it has none
 * @param email       the address from now on; stored encrypted; {@link Email#ERASED} once the user was removed and the key
 *     destroyed
 */
public record UserEmailChanged(UserId userId, @Nullable PersonalKeyId personalKey, Email email) implements UserEvent {}
