package dev.passlink.api.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * Sends mails to a server by SMTP (RFC 5321), each to exactly one recipient. Over TLS the server must prove that it is
 * {@link #host()}.
 *
 * <p>Whatever the server answers to a mail or its recipient with 5xx is final; everything else that goes wrong, also a
 * refused login, is tried again, since an operator can repair it.
 *
 * @param host    the mail server
 * @param port    its port, 1 to 65535; by convention 587 with {@link Tls#STARTTLS}, 465 with {@link Tls#TLS}
 * @param tls     how the connection is protected
 * @param login   as whom to log in; {@code null} if the server asks for none
 * @param trusted whose certificates are trusted; {@code null} for those the JVM trusts
 * @param timeout how long to wait for the connection, for each answer and for each write; positive
 */
public record Smtp(
        String host,
        int port,
        Tls tls,
        @Nullable Login login,
        @Nullable SSLContext trusted,
        Duration timeout) implements MailTransport {

    /** Port of mail submission (RFC 6409). */
    public static final int DEFAULT_PORT = 587;

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Angus Mail logs addresses and, at the finest level, whole conversations, which contain links. Whatever levels an
     * application sets for the rest, these stay off (behaviour C2); held here because loggers are collected otherwise.
     */
    private static final Logger CONVERSATIONS = Logger.getLogger(SMTPTransport.class.getPackageName());

    static {
        CONVERSATIONS.setLevel(Level.OFF);
    }

    /** How a connection is protected. */
    public enum Tls {
        /** Begins in clear and must change to TLS before anything is said; a server that cannot gets no mail. */
        STARTTLS,
        /** TLS from the first byte. */
        TLS,
        /** Not at all. */
        NONE
    }

    /**
     * As whom to log in.
     *
     * @param user     the name
     * @param password the password; a secret, and therefore not in {@link #toString()}
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    /** @throws IllegalArgumentException if the port is none or the timeout not positive */
    public Smtp {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be between 1 and 65535");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout must be positive");
        }
    }

    /** A server that is spoken to with STARTTLS, without login, and waited for 20 seconds at a time. */
    public static Smtp server(String host, int port) {
        return new Smtp(host, port, Tls.STARTTLS, null, null, DEFAULT_TIMEOUT);
    }

    /** The same with another protection of the connection. */
    public Smtp with(Tls other) {
        return new Smtp(host, port, other, login, trusted, timeout);
    }

    /** The same with a login. */
    public Smtp with(Login other) {
        return new Smtp(host, port, tls, other, trusted, timeout);
    }

    /** The same, trusting others than the JVM does. */
    public Smtp trusting(SSLContext others) {
        return new Smtp(host, port, tls, login, others, timeout);
    }

    /** The same with another patience. */
    public Smtp waiting(Duration other) {
        return new Smtp(host, port, tls, login, trusted, other);
    }

    @Override
    public Outcome deliver(MimeMessage mail) {
        return Recipient.of(mail).map(to -> deliver(mail, to)).orElse(Recipient.MISSING);
    }

    private Outcome deliver(MimeMessage mail, Recipient to) {
        // Not looked up by name: a provider's registration may get lost when jars are merged.
        SMTPTransport server = new SMTPTransport(Session.getInstance(properties(mail, to)), null);
        try {
            connect(server);
            return send(server, mail, to);
        } finally {
            hangUp(server);
        }
    }

    private void connect(SMTPTransport server) {
        try {
            server.connect(host, port, login == null ? null : login.user(), login == null ? null : login.password());
        } catch (AuthenticationFailedException e) {
            throw new DeliveryDelayed("the mail server refuses the login");
        } catch (MessagingException e) {
            throw new DeliveryDelayed("no connection to the mail server: " + innermost(e));
        }
    }

    private static Outcome send(SMTPTransport server, MimeMessage mail, Recipient to) {
        try {
            if (to.needsUtf8() && !server.supportsExtension("SMTPUTF8")) {
                return new Outcome.Refused("SMTPUTF8 NOT SUPPORTED");
            }
            server.sendMessage(mail, new Address[] {to.address()});
            return new Outcome.Accepted();
        } catch (MessagingException e) {
            return SmtpReply.in(e)
                    .filter(SmtpReply::isFinal)
                    .map(reply -> new Outcome.Refused(reply.toString()))
                    .orElseThrow(() -> delayed(e));
        }
    }

    private static DeliveryDelayed delayed(MessagingException failure) {
        return new DeliveryDelayed(
                SmtpReply.in(failure).map(SmtpReply::toString).orElse("the mail server was lost while sending"));
    }

    /** What went wrong before the server heard of the mail, for the operator; on one line. */
    private static String innermost(MessagingException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString().replaceAll("\\p{Cntrl}+", " ");
    }

    private static void hangUp(SMTPTransport server) {
        try {
            server.close();
        } catch (MessagingException e) {
            // what goes wrong now cannot change what the server has said about the mail
        }
    }

    private Properties properties(MimeMessage mail, Recipient to) {
        Properties properties = new Properties();
        String millis = Long.toString(timeout.toMillis());
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.auth", Boolean.toString(login != null));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(tls == Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(tls == Tls.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(tls == Tls.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        if (trusted != null) {
            properties.put("mail.smtp.ssl.socketFactory", trusted.getSocketFactory());
        }
        properties.put("mail.mime.allowutf8", Boolean.toString(to.needsUtf8()));
        introduce(properties, mail);
        return properties;
    }

    /** As whom we greet the server: as the sender's domain, since the name of this machine is nobody's business. */
    private static void introduce(Properties properties, MimeMessage mail) {
        try {
            String sender = ((InternetAddress) mail.getFrom()[0]).getAddress();
            properties.put("mail.smtp.localhost", sender.substring(sender.indexOf('@') + 1));
        } catch (MessagingException e) {
            throw new IllegalArgumentException("a mail needs From", e);
        }
    }
}
