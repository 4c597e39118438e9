package dev.passlink.api.mail;

import com.samskivert.mustache.MustacheException;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes security notices: plain text and HTML, in the person's language. There is nothing in them to click on: whoever gets
 * used to following links in alarming mails follows those of others too.
 */
final class NoticeMail {

    private final Envelope envelope;
    private final Templates templates;

    /** @throws IllegalArgumentException if a template cannot be used */
    NoticeMail(MailSettings settings, Templates templates) {
        this.envelope = new Envelope(settings);
        this.templates = templates;
        templates.wordings().forEach(this::tryOut);
    }

    /** A template that cannot be filled in must be known before the first notice is. */
    private void tryOut(Wording words) {
        try {
            for (Occasion occasion : Occasion.values()) {
                for (Actor actor : Actor.values()) {
                    Map<String, String> values = values(sample(occasion, actor), words, "Ada");
                    templates.notice().text(values);
                    templates.notice().html(values);
                }
            }
        } catch (MustacheException e) {
            throw new IllegalArgumentException("templates of " + words.locale() + ": " + e.getMessage(), e);
        }
    }

    private static Notice sample(Occasion occasion, Actor actor) {
        Email email = new Email("ada@example.org", true);
        return new Notice(
                "sample",
                occasion,
                Instant.EPOCH,
                actor,
                Medium.RETURNED,
                new PasskeyName("phone"),
                Person.named("ada", "Ada", "Lovelace", email),
                email);
    }

    /**
     * The mail, complete; empty if nothing can be delivered to the address. The Message-ID is the same whenever it is
     * written for the same event (behaviour M3).
     */
    Optional<MimeMessage> compose(Notice notice) {
        return Recipient.of(notice.email()).map(recipient -> compose(recipient, notice));
    }

    private MimeMessage compose(Recipient recipient, Notice notice) {
        Wording words = templates.wording(notice.person().preferredLanguage());
        String name = Presentable.of(notice.person().displayName());
        Map<String, String> values = values(notice, words, name);
        return envelope.around(
                () -> new MimeMultipart(
                        "alternative",
                        Envelope.text("plain", templates.notice().text(values)),
                        Envelope.text("html", templates.notice().html(values))),
                recipient,
                name,
                NoticeJob.id(notice.eventId()),
                values,
                words.locale());
    }

    private static Map<String, String> values(Notice notice, Wording words, String name) {
        PasskeyName device = notice.device();
        Map<String, String> values =
                new HashMap<>(words.fill(notice, name, device == null ? "" : Presentable.of(device.name())));
        Locale language = words.locale();
        values.put("language", language.toLanguageTag());
        return values;
    }
}
