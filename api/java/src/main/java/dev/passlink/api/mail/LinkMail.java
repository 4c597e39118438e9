package dev.passlink.api.mail;

import com.samskivert.mustache.MustacheException;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.UserId;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventhandling.GenericEventMessage;

/**
 * Writes the mail of a registration link: plain text and HTML with the link as a QR code, in the person's language, with
 * nothing in it that a name or an address could have smuggled in (behaviour M1, M5).
 */
final class LinkMail {

    private final MailSettings settings;
    private final Envelope envelope;
    private final Templates templates;

    /** @throws IllegalArgumentException if a template cannot be used */
    LinkMail(MailSettings settings, Templates templates) {
        this.settings = settings;
        this.envelope = new Envelope(settings);
        this.templates = templates;
        templates.wordings().forEach(this::tryOut);
    }

    /** A template that cannot be filled in must be known before the first mail is. */
    private void tryOut(Wording words) {
        try {
            Map<String, String> texts = words.fill("Ada", Duration.ofHours(36), Instant.EPOCH);
            URI link = URI.create("https://" + settings.publicHost());
            templates.link().text(values(texts, words.locale(), link, ""));
            templates.link().html(values(texts, words.locale(), link, ""));
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
        String name = Presentable.of(due.person().displayName());
        Map<String, String> texts = words.fill(name, Duration.between(now, until), until);
        String id = MailJob.id(userId, due.code().codeId());
        return envelope.around(() -> content(texts, words.locale(), link), recipient, name, id, texts, words.locale());
    }

    private MimeMultipart content(Map<String, String> texts, Locale language, URI link) throws MessagingException {
        MimeBodyPart plain = Envelope.text("plain", templates.link().text(values(texts, language, link, "")));
        Optional<byte[]> png = QrCode.png(link);
        if (png.isEmpty()) {
            return new MimeMultipart(
                    "alternative",
                    plain,
                    Envelope.text("html", templates.link().html(values(texts, language, link, ""))));
        }
        String contentId = "qr-code@" + settings.publicHost();
        MimeBodyPart html =
                Envelope.text("html", templates.link().html(values(texts, language, link, "cid:" + contentId)));
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

    private static MimeBodyPart picture(String contentId, byte[] png) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(png, "image/png")));
        part.setContentID("<" + contentId + ">");
        part.setFileName("qr-code.png");
        part.setDisposition(Part.INLINE);
        return part;
    }
}
