package dev.passlink.api.mail;

import java.time.Duration;

/**
 * The mails of links that are not done, of all nodes together.
 *
 * @param jobs    how many there are: due, being delivered, or waiting for another attempt
 * @param due     those whose time has come
 * @param overdue for how long the first of them has been due; zero if none is
 */
public record MailBacklog(long jobs, long due, Duration overdue) {}
