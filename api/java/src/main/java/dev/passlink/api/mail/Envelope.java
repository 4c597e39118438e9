package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.axonframework.eventhandling.GenericEventMessage;

/** The outside of every mail: from whom, to whom, when, about what, and by which id; with nothing in it that a name brought. */
final class Envelope {

    private static final String UTF8 = UTF_8.name();

    /** Headers are ASCII, names in them encoded. */
    private static final Session ASCII_HEADERS = session("false");

    /** Headers are UTF-8 (RFC 6532), for an address that is not ASCII; whether a server takes it is for the transport to ask. */
    private static final Session UTF8_HEADERS = session("true");

    private final MailSettings settings;

    Envelope(MailSettings settings) {
        this.settings = settings;
    }

    /** The inside. */
    @FunctionalInterface
    interface Content {
        MimeMultipart write() throws MessagingException;
    }

    /**
     * A complete mail.
     *
     * @param content   its parts
     * @param recipient whom to
     * @param name      how the recipient is called; empty if not at all
     * @param id        left-hand side of its Message-ID
     * @param texts     of which one is the {@code subject}
     * @param language  of its content
     */
    MimeMessage around(
            Content content, Recipient recipient, String name, String id, Map<String, String> texts, Locale language) {
        try {
            InternetAddress to =
                    new InternetAddress(recipient.address().getAddress(), name.isEmpty() ? null : name, UTF8);
            MimeMessage mail = new Identified(recipient, id + "@" + settings.publicHost());
            mail.setFrom(settings.sender());
            mail.setRecipient(RecipientType.TO, to);
            mail.setSubject(subject(texts), UTF8);
            mail.setSentDate(Date.from(GenericEventMessage.clock.instant()));
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.setHeader("X-Auto-Response-Suppress", "All");
            mail.setContentLanguage(new String[] {language.toLanguageTag()});
            mail.setContent(content.write());
            mail.saveChanges();
            return mail;
        } catch (MessagingException | UnsupportedEncodingException e) {
            // The message of the exception may contain the address.
            throw new IllegalStateException(
                    "mail cannot be written: " + e.getClass().getSimpleName());
        }
    }

    /** One line, and what could be taken for an encoded word is none. */
    private static String subject(Map<String, String> texts) {
        return texts.getOrDefault("subject", "").replaceAll("\\s+", " ").replace(Presentable.ENCODED_WORD, "= ?");
    }

    /** A part with text of a type such as {@code html}. */
    static MimeBodyPart text(String subtype, String text) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF8, subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable"); // links are longer than a line may be
        return part;
    }

    private static Session session(String utf8Headers) {
        Properties properties = new Properties();
        properties.put("mail.mime.allowutf8", utf8Headers);
        return Session.getInstance(properties);
    }

    /** A message that keeps its Message-ID, instead of making one that names this machine. */
    private static final class Identified extends MimeMessage {
        private final String id;

        Identified(Recipient recipient, String id) {
            super(recipient.needsUtf8() ? UTF8_HEADERS : ASCII_HEADERS);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<" + id + ">");
        }
    }
}
