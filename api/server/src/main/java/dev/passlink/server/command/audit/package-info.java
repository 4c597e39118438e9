/** What {@code audit} writes: a history or the state of users, for people, for programs, for spreadsheets and for browsers. */
@NullMarked
package dev.passlink.server.command.audit;

import org.jspecify.annotations.NullMarked;
