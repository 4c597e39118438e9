package dev.passlink.api.mail;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes mails to files instead of sending them, for trying things out. A file is named after the mail's Message-ID, so
 * that a mail delivered twice is there once; it appears complete or not at all, and only its owner can read it, since it
 * contains a link that is good.
 *
 * @param folder where the {@code *.eml} files go; created when the first one is written
 */
public record Outbox(Path folder) implements MailTransport {

    @Override
    public Outcome deliver(MimeMessage mail) {
        return Recipient.of(mail).map(to -> keep(mail)).orElse(Recipient.MISSING);
    }

    private Outcome keep(MimeMessage mail) {
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, ".", ".part"); // mode 0600 where there are modes
            try {
                Files.write(unfinished, bytes(mail), WRITE, DSYNC);
                Files.move(unfinished, folder.resolve(fileName(mail)), ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            return new Outcome.Accepted();
        } catch (IOException | MessagingException e) {
            throw new DeliveryDelayed(
                    "the outbox cannot be written (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static byte[] bytes(MimeMessage mail) throws IOException, MessagingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toByteArray();
    }

    private static String fileName(MimeMessage mail) throws MessagingException {
        String id = mail.getMessageID();
        return id.substring(1, id.indexOf('@')).replaceAll("[^A-Za-z0-9.-]", "_") + ".eml";
    }
}
