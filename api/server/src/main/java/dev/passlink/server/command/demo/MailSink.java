package dev.passlink.server.command.demo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** A mail server on a free port of this machine that keeps what it is sent and delivers nothing. */
public final class MailSink implements AutoCloseable {

    private final GreenMail server;

    private MailSink(GreenMail server) {
        this.server = server;
    }

    /** A sink that accepts mail. */
    public static MailSink open() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return new MailSink(server);
    }

    /** The host it listens on. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port it listens on. */
    public int port() {
        return server.getSmtp().getPort();
    }

    /**
     * The n-th mail, counted from 1.
     *
     * @param patience how long to wait for it
     * @return the mail, or nothing if it has not come
     */
    Optional<Mail> mail(int n, Duration patience) {
        if (!server.waitForIncomingEmail(patience.toMillis(), n)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(server.getReceivedMessages()[n - 1]));
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail that cannot be read has arrived", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many mails have come. */
    int count() {
        return server.getReceivedMessages().length;
    }

    private static Mail read(MimeMessage message) throws MessagingException, IOException {
        return new Mail(
                (InternetAddress) message.getFrom()[0],
                (InternetAddress) message.getAllRecipients()[0],
                message.getSubject(),
                text(message).orElse("").replace("\r\n", "\n").strip());
    }

    private static Optional<String> text(Part part) throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            return Optional.of(part.getContent().toString());
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart inner = parts.getBodyPart(i);
                Optional<String> found = text(inner);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        server.stop();
    }

    /**
     * A mail as far as the demo shows it.
     *
     * @param from    its sender
     * @param to      its recipient
     * @param subject its subject
     * @param text    its text part
     */
    record Mail(InternetAddress from, InternetAddress to, String subject, String text) {}
}
