package dev.passlink.api;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.UserId;

/**
 * A user that was added.
 *
 * @param userId  its id, as given or as made
 * @param details its object details
 */
public record AddedUser(UserId userId, ObjectDetails details) {}
