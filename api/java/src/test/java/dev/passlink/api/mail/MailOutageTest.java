package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A mail server that is away for long, or never answers: every mail that is still due arrives, and nobody else waits. */
class MailOutageTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final JdbcAccess store = JdbcAccess.h2Memory();
    private EventClock clock;

    @BeforeEach
    void takeTheClock() {
        clock = EventClock.ticking();
    }

    @AfterEach
    void giveItBack() {
        clock.close();
    }

    @Test
    void afterAnHourOfOutageEveryMailThatIsStillDueArrivesOnce() {
        ServerSetup setup = onAFreePort();
        List<UserId> patient = users("patient", 6);
        List<UserId> brief = users("brief", 3);
        Smtp smtp = Smtp.server("localhost", setup.getPort()).with(Smtp.Tls.NONE);
        try (MailNode node = MailNode.on(store, expiringAfter(AN_HOUR.multipliedBy(2)), smtp);
                MailNode another = MailNode.on(store, expiringAfter(AN_HOUR.dividedBy(2)), smtp)) {
            patient.forEach(user -> node.send(node.add(user, mailed(user))));
            brief.forEach(user -> another.send(another.add(user, mailed(user))));
            for (int minutes = 0; minutes < 60; minutes += 12) { // the longest back-off
                int before = Jobs.failures(node.jobs());
                clock.advance(Duration.ofMinutes(12));
                MailNode.await(
                        () -> Jobs.failures(node.jobs()) >= before + patient.size(), "another attempt at each mail");
            }

            GreenMail server = new GreenMail(setup);
            server.start();
            try {
                clock.advance(Duration.ofMinutes(12));
                patient.forEach(user -> node.eventually(user, PasswordlessInitCodeSent.class));
                brief.forEach(user -> assertThat(node.eventually(user, PasswordlessInitCodeDeliveryFailed.class)
                                .getPayload()
                                .reason())
                        .isEqualTo("EXPIRED"));
                node.awaitIdle();
                assertThat(server.getReceivedMessages()).hasSize(patient.size());
                assertThat(brief)
                        .allSatisfy(user -> assertThat(node.events(user, PasswordlessInitCodeSent.class))
                                .isEmpty());
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void whileEveryMailHangsOthersDoNotNotice() throws IOException {
        List<UserId> users = users("user", 8); // twice as many as there are threads for mail
        try (ScriptedSmtp server = ScriptedSmtp.plain()
                        .answering(
                                ".",
                                IntStream.range(0, 4)
                                        .mapToObj(i -> ScriptedSmtp.SILENCE)
                                        .toArray(String[]::new));
                MailNode node = MailNode.on(
                        store,
                        Smtp.server("localhost", server.port())
                                .with(Smtp.Tls.NONE)
                                .waiting(Duration.ofSeconds(5)))) {
            users.forEach(user -> node.send(node.add(user, mailed(user))));
            MailNode.await(() -> server.accepted().size() + silenced(server) >= 4, "four mails that hang");

            UserId other = node.add(new UserId("other"), person("Other", "en"));
            assertThat(node.events(other, Object.class)).hasSize(1);
            assertThat(server.accepted()).as("nothing was taken meanwhile").isEmpty();

            MailNode.await(() -> server.accepted().size() >= 4, "the others, once the hanging ones are given up");
            clock.advance(Duration.ofSeconds(15));
            users.forEach(user -> node.eventually(user, PasswordlessInitCodeSent.class));
        }
    }

    private static long silenced(ScriptedSmtp server) {
        return server.commands().stream().filter("DATA"::equals).count();
    }

    private static ServerSetup onAFreePort() {
        GreenMail probe = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        probe.start();
        int port = probe.getSmtp().getPort();
        probe.stop();
        return new ServerSetup(port, "localhost", ServerSetup.PROTOCOL_SMTP);
    }

    private static List<UserId> users(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> new UserId(name + i)).toList();
    }

    private static Person mailed(UserId user) {
        return person("Ada", "en").with(new Email(user.value() + "@example.org", true));
    }

    private static InitCodeRules expiringAfter(Duration expiry) {
        return new InitCodeRules(12, expiry, 3, 10, 10, InitCodeRules.Addresses.REGISTERED, MailLimit.DEFAULT);
    }
}
