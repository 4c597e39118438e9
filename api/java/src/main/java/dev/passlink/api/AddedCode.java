package dev.passlink.api;

import dev.passlink.domain.ObjectDetails;
import java.time.Duration;

/**
 * A registration code that was asked for in place of a link, for an application that brings it to the person itself: it
 * cannot be had again.
 *
 * @param details    object details of the code
 * @param code       the code with its id
 * @param expiration how long it is good from {@link ObjectDetails#creationDate()} on
 */
public record AddedCode(ObjectDetails details, RegistrationCode code, Duration expiration) {}
