package dev.passlink.api.serialization;

/**
 * How one kind of event is stored (behaviour E1).
 *
 * @param name     its stored name, independent of Java names; never changes
 * @param revision the form its JSON has now; an older one needs an upcaster, a newer one is not readable here
 * @param event    the record it is read into; a {@code UserEvent} in the stream of a user
 */
public record EventType(String name, String revision, Class<?> event) {}
