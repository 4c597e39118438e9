package dev.passlink.projection.user;

import dev.passlink.domain.user.UserId;

/** What can be asked about users. */
public sealed interface UserQuery {

    /**
     * One user; answered by at most one {@link UserView}, none if it was never added or is removed.
     *
     * @param userId the user
     */
    record One(UserId userId) implements UserQuery {}
}
