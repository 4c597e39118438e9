package dev.passlink.api;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.UserId;

/**
 * A user that was added together with a first registration link.
 *
 * @param userId  its id
 * @param details its object details
 * @param link    the link
 */
public record AddedUserWithLink(UserId userId, ObjectDetails details, RegistrationLink link) {}
