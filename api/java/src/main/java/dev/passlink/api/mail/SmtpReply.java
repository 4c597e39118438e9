package dev.passlink.api.mail;

import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * With which numbers a server answered a mail; its words are left out, since they often repeat the recipient's address.
 *
 * @param code     the reply code (RFC 5321), such as 550
 * @param enhanced the enhanced status code (RFC 3463), such as {@code 5.1.1}; empty if the server gave none
 */
record SmtpReply(int code, String enhanced) {

    private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");

    /** "Authentication required": is about us, not about the mail. */
    private static final int NOT_LOGGED_IN = 530;

    /** What Angus Mail says instead of a code. */
    private static final int CONNECTION_LOST = -1;

    /** The reply that made sending fail; empty if it failed for another reason. */
    static Optional<SmtpReply> in(MessagingException failure) {
        for (Exception e = failure; e instanceof MessagingException link; e = link.getNextException()) {
            if (e instanceof SMTPAddressFailedException recipient) {
                return of(recipient.getReturnCode(), recipient.getMessage());
            }
            if (e instanceof SMTPSendFailedException mail) {
                return of(mail.getReturnCode(), mail.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Optional<SmtpReply> of(int code, @Nullable String text) {
        if (code == CONNECTION_LOST) {
            return Optional.empty();
        }
        Matcher enhanced = ENHANCED.matcher(text == null ? "" : text);
        return Optional.of(new SmtpReply(code, enhanced.find() ? enhanced.group(1) : ""));
    }

    /** Whether trying again is of no use. */
    boolean isFinal() {
        return code >= 500 && code <= 599 && code != NOT_LOGGED_IN;
    }

    /** Such as {@code SMTP 550 5.1.1}. */
    @Override
    public String toString() {
        return ("SMTP " + code + " " + enhanced).strip();
    }
}
