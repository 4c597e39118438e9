package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.LINK;
import static dev.passlink.api.mail.SampleMail.mail;
import static dev.passlink.api.mail.SampleMail.person;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.api.mail.Smtp.Login;
import dev.passlink.api.mail.Smtp.Tls;
import dev.passlink.domain.user.Email;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpTest {

    @TempDir
    static Path folder;

    private static TestCertificate localhost;

    @BeforeAll
    static void makeCertificate() {
        localhost = TestCertificate.of("localhost", folder);
    }

    private static Smtp plain(int port) {
        return Smtp.server("localhost", port).with(Tls.NONE).waiting(Duration.ofSeconds(5));
    }

    private static Smtp startTls(ScriptedSmtp server) {
        return Smtp.server("localhost", server.port()).waiting(Duration.ofSeconds(5));
    }

    @Test
    void aMailArrivesAfterALogin() {
        GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        server.setUser("relay@example.org", "relay", "s3cret");
        server.start();
        try {
            Smtp smtp = plain(server.getSmtp().getPort()).with(new Login("relay", "s3cret"));

            assertThat(smtp.deliver(mail())).isEqualTo(new Outcome.Accepted());
            assertThat(server.waitForIncomingEmail(5000, 1)).isTrue();
            Received received = Received.of(server.getReceivedMessages()[0]);
            assertThat(received.link()).isEqualTo(LINK);
            assertThat(received.scanned()).isEqualTo(LINK.toString());
        } finally {
            server.stop();
        }
    }

    @Test
    void aRefusedLoginIsForTheOperatorToRepair() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering("AUTH", "535 5.7.8 no relay@example.org")) {
            assertThatThrownBy(() -> plain(server.port())
                            .with(new Login("relay", "wrong"))
                            .deliver(mail()))
                    .isInstanceOf(DeliveryDelayed.class)
                    .hasMessage("the mail server refuses the login");
        }
    }

    @Test
    void startTlsComesBeforeLoginAndMail() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(localhost)) {
            Smtp smtp = startTls(server).trusting(localhost.trusted()).with(new Login("relay", "s3cret"));

            assertThat(smtp.deliver(mail())).isEqualTo(new Outcome.Accepted());
            assertThat(server.commands())
                    .elements(0, 1, 2)
                    .containsExactly("EHLO login.example.org", "STARTTLS", "EHLO login.example.org");
            assertThat(Received.of(server.accepted().get(0).getBytes(UTF_8)).link())
                    .isEqualTo(LINK);
        }
    }

    @Test
    void aServerWithoutStartTlsGetsNoMail() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.plain()) {
            assertThatThrownBy(() -> startTls(server).deliver(mail()))
                    .isInstanceOf(DeliveryDelayed.class)
                    .hasMessageContaining("STARTTLS");
            assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @Test
    void aMailGoesOverTlsFromTheFirstByte() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.withTls(localhost)) {
            Smtp smtp = startTls(server).with(Tls.TLS).trusting(localhost.trusted());

            assertThat(smtp.deliver(mail())).isEqualTo(new Outcome.Accepted());
            assertThat(server.accepted()).hasSize(1);
        }
    }

    @Test
    void aServerNobodyVouchesForGetsNoMail() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(localhost)) {
            assertThatThrownBy(() -> startTls(server).deliver(mail()))
                    .isInstanceOf(DeliveryDelayed.class)
                    .hasMessageContaining("certification path");
            assertThat(server.accepted()).isEmpty();
        }
    }

    @Test
    void aServerOfAnotherNameGetsNoMail() throws IOException {
        TestCertificate other = TestCertificate.of("mail.example.net", folder);
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(other)) {
            assertThatThrownBy(() -> startTls(server).trusting(other.trusted()).deliver(mail()))
                    .isInstanceOf(DeliveryDelayed.class);
            assertThat(server.accepted()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 5.1.1 <ada@example.org> unknown, SMTP 550 5.1.1",
        "RCPT, 550 No such user ada@example.org, SMTP 550",
        "RCPT, 552-5.2.2 mailbox full, SMTP 552 5.2.2",
        "MAIL, 553 5.7.1 sender not wanted, SMTP 553 5.7.1",
        "DATA, 554 5.7.0 no, SMTP 554 5.7.0",
        "., 554 5.7.1 spam from ada@example.org, SMTP 554 5.7.1"
    })
    void aFinalRefusalIsToldInNumbersOnly(String command, String answer, String reason) throws IOException {
        String whole = answer.charAt(3) == '-' ? answer + "\r\n552 5.2.2 sorry" : answer;
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering(command, whole)) {
            assertThat(plain(server.port()).deliver(mail())).isEqualTo(new Outcome.Refused(reason));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 450 4.2.0 greylisted for ada@example.org, SMTP 450 4.2.0",
        "RCPT, 421 4.3.2 closing, SMTP 421 4.3.2",
        "MAIL, 451 4.7.1 later, SMTP 451 4.7.1",
        "MAIL, 530 5.7.0 log in first, SMTP 530 5.7.0",
        "., 452 4.3.1 disk full, SMTP 452 4.3.1",
        "., hang up, the mail server was lost while sending",
        "CONNECT, 554 5.7.1 we do not like you, no connection to the mail server"
    })
    void everythingElseIsTriedAgain(String command, String answer, String reason) throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering(command, answer)) {
            assertThatThrownBy(() -> plain(server.port()).deliver(mail()))
                    .isInstanceOf(DeliveryDelayed.class)
                    .hasMessageStartingWith(reason)
                    .hasMessageNotContaining("ada@example.org")
                    .hasNoCause();
            assertThat(server.accepted()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "RCPT", "."})
    void aServerThatFallsSilentIsNotWaitedForLong(String command) throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering(command, ScriptedSmtp.SILENCE)) {
            Smtp impatient = plain(server.port()).waiting(Duration.ofMillis(200));

            assertThatThrownBy(() -> impatient.deliver(mail())).isInstanceOf(DeliveryDelayed.class);
        }
    }

    @Test
    void nobodyListeningIsTriedAgain() throws IOException {
        ScriptedSmtp server = ScriptedSmtp.plain();
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> plain(port).deliver(mail())).isInstanceOf(DeliveryDelayed.class);
    }

    @Test
    void whatTheServerTookIsTakenHoweverTheFarewellGoes() throws IOException {
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering("QUIT", ScriptedSmtp.HANG_UP)) {
            assertThat(plain(server.port()).deliver(mail())).isEqualTo(new Outcome.Accepted());
        }
    }

    @Test
    void anAddressThatIsNotAsciiNeedsAServerThatCanSpeakIt() throws IOException {
        var person = person("Ada", "en").with(new Email("jürgen@example.org", false));
        try (ScriptedSmtp server = ScriptedSmtp.plain()) {
            assertThat(plain(server.port()).deliver(mail(person)))
                    .isEqualTo(new Outcome.Refused("SMTPUTF8 NOT SUPPORTED"));
        }
        try (ScriptedSmtp server = ScriptedSmtp.plain().answering("EHLO", "250-localhost\r\n250 SMTPUTF8")) {
            assertThat(plain(server.port()).deliver(mail(person))).isEqualTo(new Outcome.Accepted());
            assertThat(server.commands()).contains("RCPT TO:<jürgen@example.org>");
        }
    }

    @Test
    void theFinestLogKnowsNeitherLinkNorAddress() throws IOException {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        Handler listener = listener(logged);
        root.setLevel(Level.ALL);
        root.addHandler(listener);
        try (ScriptedSmtp server = ScriptedSmtp.plain()) {
            plain(server.port()).with(new Login("relay", "s3cret")).deliver(mail());
        } finally {
            root.removeHandler(listener);
            root.setLevel(before);
        }

        assertThat(logged).isNotEmpty();
        assertThat(String.join("\n", logged)).doesNotContain("aB3dE6gH9jK2", "ada@example.org", "s3cret");
    }

    @Test
    void thePasswordIsNotSaid() {
        assertThat(plain(25).with(new Login("relay", "s3cret")).toString())
                .contains("relay")
                .doesNotContain("s3cret");
    }

    private static Handler listener(List<String> logged) {
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getLoggerName() + " " + entry.getMessage() + " "
                        + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        return handler;
    }
}
