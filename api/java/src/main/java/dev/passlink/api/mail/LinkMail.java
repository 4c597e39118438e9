package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.MustacheException;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.axonframework.eventhandling.GenericEventMessage;

/**
 * Writes the mail of a registration link: plain text and HTML with the link as a QR code, in the person's language, with
 * nothing in it that a name or an address could have smuggled in (behaviour M1, M5).
 */
final class LinkMail {

    private static final String UTF8 = UTF_8.name();

    /** Headers are ASCII, names in them encoded. */
    private static final Session ASCII_HEADERS = session("false");

    /** Headers are UTF-8 (RFC 6532), for an address that is not ASCII; whether a server takes it is for the transport to ask. */
    private static final Session UTF8_HEADERS = session("true");

    /** Characters nobody sees, some of which turn the direction of text around. */
    private static final String INVISIBLE = "\\p{Cf}+";

    /** Invisible characters, accents and the like, which must not keep apart what is read together. */
    private static final String BETWEEN_LETTERS = "[\\p{Cf}\\p{M}]+";

    /** Begins an encoded word (RFC 2047), which mail programs decode into something else. */
    private static final String ENCODED_WORD = "=?";

    /** What mail programs turn into a link by themselves: something with a slash, an at sign, or a dot within a word. */
    private static final Pattern LOOKS_LIKE_AN_ADDRESS = Pattern.compile("[/\u2044\u2215@]|[.\u3002]\\p{L}{2}");

    private final MailSettings settings;
    private final Templates templates;

    /** @throws IllegalArgumentException if a template cannot be used */
    LinkMail(MailSettings settings) {
        this.settings = settings;
        this.templates = new Templates(settings.templates());
        templates.wordings().forEach(this::tryOut);
    }

    /** A template that cannot be filled in must be known before the first mail is. */
    private void tryOut(Wording words) {
        try {
            Map<String, String> texts = words.fill("Ada", Duration.ofHours(36), Instant.EPOCH);
            URI link = URI.create("https://" + settings.publicHost());
            templates.text(values(texts, words.locale(), link, ""));
            templates.html(values(texts, words.locale(), link, ""));
        } catch (MustacheException e) {
            throw new IllegalArgumentException("templates of " + words.locale() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The mail, complete; empty if nothing can be delivered to the address. The Message-ID is the same whenever it is
     * written for the same code (behaviour M3).
     *
     * @param userId whose link it is
     * @param due    the code, the person and the address
     * @param link   the link; a secret
     */
    Optional<MimeMessage> compose(UserId userId, MailVerdict.Due due, URI link) {
        return Recipient.of(due.email()).map(recipient -> compose(recipient, userId, due, link));
    }

    private MimeMessage compose(Recipient recipient, UserId userId, MailVerdict.Due due, URI link) {
        Instant now = GenericEventMessage.clock.instant();
        Instant until = due.code().expiresAt();
        Wording words = templates.wording(due.person().preferredLanguage());
        String name = presentable(due.person());
        Map<String, String> texts = words.fill(name, Duration.between(now, until), until);
        try {
            InternetAddress to =
                    new InternetAddress(recipient.address().getAddress(), name.isEmpty() ? null : name, UTF8);
            MimeMessage mail =
                    new Identified(recipient, MailJob.id(userId, due.code().codeId()) + "@" + settings.publicHost());
            mail.setFrom(settings.sender());
            mail.setRecipient(RecipientType.TO, to);
            mail.setSubject(subject(texts), UTF8);
            mail.setSentDate(Date.from(now));
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.setHeader("X-Auto-Response-Suppress", "All");
            mail.setContentLanguage(new String[] {words.locale().toLanguageTag()});
            mail.setContent(content(texts, words.locale(), link));
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
        return texts.getOrDefault("subject", "").replaceAll("\\s+", " ").replace(ENCODED_WORD, "= ?");
    }

    private MimeMultipart content(Map<String, String> texts, Locale language, URI link) throws MessagingException {
        MimeBodyPart plain = text("plain", templates.text(values(texts, language, link, "")));
        Optional<byte[]> png = QrCode.png(link);
        if (png.isEmpty()) {
            return new MimeMultipart(
                    "alternative", plain, text("html", templates.html(values(texts, language, link, ""))));
        }
        String contentId = "qr-code@" + settings.publicHost();
        MimeBodyPart html = text("html", templates.html(values(texts, language, link, "cid:" + contentId)));
        MimeBodyPart related = new MimeBodyPart();
        related.setContent(new MimeMultipart("related", html, picture(contentId, png.get())));
        return new MimeMultipart("alternative", plain, related);
    }

    private static Map<String, String> values(Map<String, String> texts, Locale language, URI link, String qrCode) {
        Map<String, String> values = new HashMap<>(texts);
        values.put("language", language.toLanguageTag());
        values.put("link", link.toString());
        values.put("qrCodeSource", qrCode);
        return values;
    }

    private static MimeBodyPart text(String subtype, String text) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF8, subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable"); // links are longer than a line may be
        return part;
    }

    private static MimeBodyPart picture(String contentId, byte[] png) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(png, "image/png")));
        part.setContentID("<" + contentId + ">");
        part.setFileName("qr-code.png");
        part.setDisposition(Part.INLINE);
        return part;
    }

    /** How the person is addressed; not at all, if what they are called could be taken for something else. */
    private static String presentable(Person person) {
        String name = person.displayName()
                .replaceAll(INVISIBLE, "")
                .replaceAll("[\\p{Cc}\\p{Z}]+", " ")
                .strip();
        return isMisleading(name) ? "" : name;
    }

    /** Judged by what it looks like: a fullwidth dot is a dot to the reader, and to many a mail program. */
    private static boolean isMisleading(String name) {
        String looks = Normalizer.normalize(name, Normalizer.Form.NFKC).replaceAll(BETWEEN_LETTERS, "");
        return looks.contains(ENCODED_WORD)
                || LOOKS_LIKE_AN_ADDRESS.matcher(looks).find();
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
