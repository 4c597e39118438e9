package dev.passlink.api;

import dev.passlink.api.mail.DeliveryDelayed;
import dev.passlink.api.mail.MailTransport;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that keeps to whom it was given mails, and may be away for some addresses. */
final class Post implements MailTransport {

    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final String away;

    private Post(String away) {
        this.away = away;
    }

    /** One that takes every mail. */
    static Post takingAll() {
        return new Post("-");
    }

    /** One that has no time now for addresses that begin like this. */
    static Post awayFor(String prefix) {
        return new Post(prefix);
    }

    /** The local parts of the addresses, without what says that the server may be away. */
    List<String> recipients() {
        return recipients;
    }

    @Override
    public Outcome deliver(MimeMessage mail) {
        String address = recipient(mail);
        if (address.startsWith(away)) {
            throw new DeliveryDelayed("away");
        }
        recipients.add(address.replaceFirst("^away-", "").replaceFirst("@.*", ""));
        return new Outcome.Accepted();
    }

    private static String recipient(MimeMessage mail) {
        try {
            return ((InternetAddress) mail.getRecipients(RecipientType.TO)[0]).getAddress();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
