package dev.passlink.bench;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.SessionHandler;

/** A mail server that remembers which codes it was given, and can be told to behave badly. */
final class MailServer implements AutoCloseable {

    private static final Pattern CODE = Pattern.compile("userID=([^&]+)&orgID=[^&]+&codeID=(\\w+)&code=");

    /** How it behaves. */
    enum Mood {
        TAKES_ALL,
        DEFERS,
        REFUSES,
        NEVER_GREETS,
        HANGS_IN_DATA
    }

    private final int port;
    private final Map<Code, List<Arrival>> taken = new ConcurrentHashMap<>();
    private volatile Mood mood = Mood.TAKES_ALL;
    private volatile CountDownLatch better = new CountDownLatch(0);
    private volatile Runnable afterTaking = () -> {};
    private SMTPServer server;

    MailServer(int port) {
        this.port = port;
        this.server = started();
    }

    /** A code, by its user and id. */
    record Code(String userId, String codeId) {}

    /**
     * One taking of a mail.
     *
     * @param node which brought it
     */
    record Arrival(Instant time, String node) {}

    int port() {
        return port;
    }

    /** When the mail of each code was taken, and from whom. */
    Map<Code, List<Arrival>> taken() {
        return taken;
    }

    /** Whom it answered badly until now gets a bad end; from now on it is like this. */
    void is(Mood next) {
        CountDownLatch worse = better;
        better = new CountDownLatch(next == Mood.TAKES_ALL ? 0 : 1);
        mood = next;
        worse.countDown();
    }

    /** What happens when a mail was taken, before whoever brought it is told. */
    void afterTaking(Runnable action) {
        afterTaking = action;
    }

    void stop() {
        server.stop();
    }

    void start() {
        server = started();
    }

    @Override
    public void close() {
        is(Mood.TAKES_ALL);
        server.stop();
    }

    private SMTPServer started() {
        SMTPServer starting = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hideTLS()
                .sessionHandler(new Greeting())
                .messageHandlerFactory(context -> new Taking())
                .build();
        starting.start();
        return starting;
    }

    private void awaitBetterMood() {
        try {
            better.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Greeting implements SessionHandler {

        @Override
        public SessionAcceptance accept(org.subethamail.smtp.server.Session session) {
            if (mood == Mood.NEVER_GREETS) {
                awaitBetterMood();
            }
            return SessionAcceptance.success();
        }

        @Override
        public void onSessionEnd(org.subethamail.smtp.server.Session session) {
            // nothing was kept
        }
    }

    private final class Taking implements MessageHandler {

        private String node = "";

        @Override
        public void from(String from) {
            node = from.substring(0, from.indexOf('@')); // anybody may send
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (mood == Mood.DEFERS) {
                throw new RejectException(451, "4.7.1 come back later");
            }
            if (mood == Mood.REFUSES) {
                throw new RejectException(550, "5.1.1 nobody here");
            }
        }

        @Override
        public String data(InputStream data) throws IOException, RejectException {
            if (mood == Mood.HANGS_IN_DATA) {
                awaitBetterMood();
                throw new RejectException(451, "4.3.2 sorry");
            }
            taken.computeIfAbsent(code(data), code -> new CopyOnWriteArrayList<>())
                    .add(new Arrival(Instant.now(), node));
            afterTaking.run();
            return "taken";
        }

        @Override
        public void done() {
            // nothing was kept
        }
    }

    private static Code code(InputStream data) throws IOException {
        try {
            MimeMessage mail = new MimeMessage(Session.getInstance(new Properties()), data);
            Matcher link = CODE.matcher(text(mail.getContent()));
            if (!link.find()) {
                throw new IOException("a mail without a link");
            }
            return new Code(link.group(1), link.group(2));
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** The first part that is text. */
    private static String text(Object content) throws MessagingException, IOException {
        if (content instanceof Multipart parts) {
            BodyPart first = parts.getBodyPart(0);
            return text(first.getContent());
        }
        return content.toString();
    }
}
