package dev.passlink.api.mail;

import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.user.Email;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.IDN;
import java.util.Optional;

/**
 * Whom a mail goes to: one address in the form in which a server is told it, with nothing in it that anybody could read
 * as a second one (behaviour M5). Who writes a mail and who sends it both ask here.
 *
 * @param address the address, its domain in ASCII
 */
record Recipient(InternetAddress address) {

    /** What becomes of a mail without a recipient. */
    static final Outcome MISSING = new Outcome.Refused("ADDRESS");

    private static final int DOMAIN_NAMES = IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES;

    /** Begins an encoded word (RFC 2047); some programs decode them even within addresses. */
    private static final String ENCODED_WORD = "=?";

    /** The recipient with this address; empty if nothing can be delivered to it. */
    static Optional<Recipient> of(Email email) {
        int at = email.address().indexOf('@');
        String local = email.address().substring(0, at);
        if (local.contains(ENCODED_WORD)) {
            return Optional.empty();
        }
        try {
            String address = quoted(local) + "@" + IDN.toASCII(email.address().substring(at + 1), DOMAIN_NAMES);
            InternetAddress parsed = new InternetAddress(address, true);
            return address.equals(parsed.getAddress()) ? single(parsed) : Optional.empty();
        } catch (IllegalArgumentException | AddressException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The recipient of this mail as it is written; empty if there is none, or more than one, or it is not an address. */
    static Optional<Recipient> of(MimeMessage mail) {
        try {
            Address[] all = mail.getAllRecipients();
            return all != null && all.length == 1 ? single(all[0]) : Optional.empty();
        } catch (MessagingException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<Recipient> single(Address candidate) throws AddressException {
        if (!(candidate instanceof InternetAddress address) || address.isGroup()) {
            return Optional.empty();
        }
        address.validate();
        return Optional.of(new Recipient(address));
    }

    /** Dots at an end or in a row have to be quoted (RFC 5321, 4.1.2); some Japanese providers gave out such addresses. */
    private static String quoted(String local) {
        boolean dotted = local.startsWith(".") || local.endsWith(".") || local.contains("..");
        return dotted ? '"' + local + '"' : local;
    }

    /** Whether the address can only be spoken with SMTPUTF8 (RFC 6531). */
    boolean needsUtf8() {
        return address.getAddress().chars().anyMatch(c -> c > 127);
    }

    /** Says nothing about the person, so that a log cannot. */
    @Override
    public String toString() {
        return "Recipient[…]";
    }
}
