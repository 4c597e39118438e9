package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How mails are sent.
 *
 * @param publicHost host of the public URL, which is also the right-hand side of every Message-ID
 * @param from       the sender, as an address ({@code passlink@example.org}) or with a name
 *     ({@code Example accounts <passlink@example.org>})
 * @param transport  the way out
 * @param templates  folder of files that override or add to the texts and looks that ship with Passlink:
 *     {@code link.html}, {@code link.txt}, {@code notice.html}, {@code notice.txt}, and {@code <language>.properties} for
 *     each language; {@code null} for none
 * @param notices    whether security notices are mailed too, default {@link Notices#MAILED}
 */
public record MailSettings(
        String publicHost,
        String from,
        MailTransport transport,
        @Nullable Path templates,
        Notices notices) {

    /** What is mailed unasked when something happens to how an account is signed in to. */
    public enum Notices {
        /**
         * A person is told when somebody else asked for a registration link for them, and when a passkey of theirs was
         * registered or removed.
         */
        MAILED,
        /** Nothing; also what waits to be delivered is not. */
        NONE
    }

    /** @throws IllegalArgumentException if the sender is not one address */
    public MailSettings {
        address(from);
    }

    /** Mails from {@code passlink@<public host>} with the texts that ship with Passlink. */
    public static MailSettings of(String publicHost, MailTransport transport) {
        return new MailSettings(publicHost, "passlink@" + publicHost, transport, null, Notices.MAILED);
    }

    /** The same with another sender. */
    public MailSettings from(String other) {
        return new MailSettings(publicHost, other, transport, templates, notices);
    }

    /** The same with the texts and looks of this folder. */
    public MailSettings templates(Path folder) {
        return new MailSettings(publicHost, from, transport, folder, notices);
    }

    /** The same, but security notices are not mailed. */
    public MailSettings withoutNotices() {
        return new MailSettings(publicHost, from, transport, templates, Notices.NONE);
    }

    /** The sender, as a mail wants it. */
    InternetAddress sender() {
        return address(from);
    }

    private static InternetAddress address(String from) {
        try {
            InternetAddress parsed = new InternetAddress(from, true);
            return new InternetAddress(parsed.getAddress(), parsed.getPersonal(), UTF_8.name());
        } catch (AddressException | UnsupportedEncodingException e) {
            throw new IllegalArgumentException("the sender must be one mail address", e);
        }
    }
}
