package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;

/**
 * A user was added, perhaps again after a removal: a new incarnation begins.
 *
 * @param userId the user
 * @param person who it is
 */
public record UserAdded(UserId userId, Person person) implements UserEvent {}
