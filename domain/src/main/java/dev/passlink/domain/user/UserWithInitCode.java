package dev.passlink.domain.user;

import dev.passlink.domain.ObjectDetails;

/**
 * A user that was added together with its first code.
 *
 * @param details the user's object details
 * @param code    the code
 */
public record UserWithInitCode(ObjectDetails details, InitCode code) {}
