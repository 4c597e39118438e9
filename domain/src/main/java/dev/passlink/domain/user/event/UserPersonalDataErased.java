package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;

/**
 * The key of an ended incarnation's personal data was destroyed: nobody can read that data any more. The user may have
 * been added again meanwhile, and is not concerned.
 *
 * @param userId      the user
 * @param personalKey the key that is no more
 */
public record UserPersonalDataErased(UserId userId, PersonalKeyId personalKey) implements UserEvent {}
