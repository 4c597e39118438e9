package dev.passlink.projection.user;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;

/**
 * A user as it is looked up; the organization is in the details.
 *
 * @param userId  the user
 * @param person  who it is
 * @param state   whether it may use links
 * @param details its object details, by its own events and not those of its codes and passkeys (behaviour D4)
 */
public record UserView(UserId userId, Person person, UserState state, ObjectDetails details) {

    UserView with(Person other, ObjectDetails next) {
        return new UserView(userId, other, state, next);
    }

    UserView with(UserState other, ObjectDetails next) {
        return new UserView(userId, person, other, next);
    }
}
