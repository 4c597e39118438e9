package dev.passlink.api.mail;

import jakarta.mail.internet.MimeMessage;

/**
 * A way out for mails. Passlink ships {@link Smtp} and {@link Outbox}; an application may plug in its own.
 *
 * <p>A transport is called without any transaction or database connection, by several threads at once, and again for the
 * same mail as long as it says that it could not deliver now.
 */
public interface MailTransport {

    /**
     * Hands a mail over.
     *
     * @param mail complete, with Date, Message-ID and exactly one recipient; not to be changed
     * @throws DeliveryDelayed if it did not work out now but may later
     */
    Outcome deliver(MimeMessage mail);

    /** What became of a mail, once and for all. */
    sealed interface Outcome {

        /** Whoever took it is responsible for it now. */
        record Accepted() implements Outcome {}

        /**
         * It will never be taken.
         *
         * @param reason why, such as {@code SMTP 550 5.1.1}; is stored, so it never contains an address or what a server
         *     wrote
         */
        record Refused(String reason) implements Outcome {}
    }
}
