package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A user was added, perhaps again after a removal: a new incarnation begins.
 *
 * @param userId      the user
 * @param personalKey the key that the incarnation's personal data is stored under; {@code null} if it is stored in clear,
 *     as that of users added before there were such keys
 * @param person      who it is; stored encrypted; {@link Person#ERASED} once the user was removed and the key destroyed
 */
public record UserAdded(UserId userId, @Nullable PersonalKeyId personalKey, Person person) implements UserEvent {}
