package dev.passlink.domain;

/**
 * Who is on record for an event (behaviour D6).
 *
 * @param id           a user's id, or a named part of the system such as {@code system:mailer}
 * @param organization the user's home organization; for a part of the system the organization it acted in
 */
public record Editor(String id, ResourceOwner organization) {}
