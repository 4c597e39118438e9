package dev.passlink.server.command.demo;

import static dev.passlink.server.Setting.DATA;
import static dev.passlink.server.Setting.HTTP_PORT;
import static dev.passlink.server.Setting.MAIL_NOTICES;
import static dev.passlink.server.Setting.SMTP_HOST;
import static dev.passlink.server.Setting.SMTP_PORT;
import static dev.passlink.server.Setting.SMTP_TLS;

import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import dev.passlink.server.Settings.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Where the demo plays: a node in a fresh folder and a mail sink, on free ports. All of it is gone when closed. */
public final class Scene implements AutoCloseable {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Path folder;
    private final MailSink mails;
    private final Node node;

    private Scene(Path folder, MailSink mails) {
        this.folder = folder;
        this.mails = mails;
        this.node = Node.start(settings(folder, mails));
    }

    /** Sets the scene. */
    public static Scene open() {
        new Log(Log.Level.ERROR, Log.Format.TEXT).use();
        Path folder = folder();
        MailSink mails = MailSink.open();
        try {
            return new Scene(folder, mails);
        } catch (RuntimeException | Error e) {
            mails.close();
            delete(folder);
            throw e;
        }
    }

    Node node() {
        return node;
    }

    MailSink mails() {
        return mails;
    }

    private static Settings settings(Path folder, MailSink mails) {
        return Settings.of(Map.of(
                DATA.toString(),
                folder.toString(),
                HTTP_PORT.toString(),
                "0",
                SMTP_HOST.toString(),
                mails.host(),
                SMTP_PORT.toString(),
                Integer.toString(mails.port()),
                SMTP_TLS.toString(),
                "none",
                MAIL_NOTICES.toString(),
                "false")); // the mails of this story are those with links
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("passlink-demo");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder can be made", e);
        }
    }

    /** Closes everything, once: Ctrl-C may come at any time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            node.close();
            mails.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of the demo cannot be deleted", e);
        }
    }
}
