/** Mails, their transports and their jobs, put to the test. */
@NullMarked
package dev.passlink.api.mail;

import org.jspecify.annotations.NullMarked;
