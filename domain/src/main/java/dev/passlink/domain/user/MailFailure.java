package dev.passlink.domain.user;

import java.time.Instant;

/**
 * Why and when a mail was given up.
 *
 * @param reason such as {@code EXPIRED} or {@code SMTP 550 5.1.1}; never contains an address
 * @param at     when, in milliseconds
 */
public record MailFailure(String reason, Instant at) {}
