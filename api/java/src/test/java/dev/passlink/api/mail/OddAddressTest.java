package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.ADA;
import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Addresses that are hard to deliver to, and what the log knows of them. */
class OddAddressTest {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Mailbox mailbox = new Mailbox();

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x@exam_ple.org", "x@org."})
    void whatCannotBeDeliveredToIsGivenUpAtTheFirstAttempt(String address) {
        try (MailNode node = MailNode.on(JdbcAccess.h2Memory(), mailbox)) {
            node.add(ADA, person("Ada", "en").with(new Email(address, true)));
            node.send(ADA);

            var failed = node.eventually(ADA, PasswordlessInitCodeDeliveryFailed.class);
            assertThat(failed.getPayload().reason()).isEqualTo("ADDRESS");
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
            assertThat(logged()).contains("refused: ADDRESS").doesNotContain(address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b@docomo.example", "dot.@x.example"})
    void dotsWhereTheyShouldNotBeAreDelivered(String address) {
        try (MailNode node = MailNode.on(JdbcAccess.h2Memory(), mailbox)) {
            node.add(ADA, person("Ada", "en").with(new Email(address, true)));
            node.send(ADA);

            node.eventually(ADA, PasswordlessInitCodeSent.class);
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void anUnexpectedFailureIsLoggedWithItsPlaceButNotItsWords() {
        mailbox.firstAnswering(() -> {
            throw new IllegalStateException("ada@example.org", new IllegalArgumentException("at ada@example.org"));
        });
        try (MailNode node = MailNode.on(JdbcAccess.h2Memory(), mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            MailNode.await(() -> logged().contains("failed unexpectedly"), "log entry");

            assertThat(logged())
                    .contains("java.lang.IllegalStateException")
                    .contains("java.lang.IllegalArgumentException")
                    .contains("at dev.passlink.api.mail.OddAddressTest")
                    .doesNotContain("ada@example.org");
        }
    }

    @Test
    void aFailureThatCausesItselfCanBeLogged() {
        Exception one = new Exception("one");
        one.initCause(new Exception("another", one));

        assertThat(Wordless.of(one)).hasMessage("java.lang.Exception").hasRootCauseMessage("java.lang.Exception");
    }

    /** All log lines so far, with stack traces. */
    private String logged() {
        ThrowableProxyConverter traces = new ThrowableProxyConverter();
        traces.start();
        return List.copyOf(log.list).stream()
                .map(entry -> entry.getFormattedMessage() + "\n" + traces.convert(entry))
                .collect(Collectors.joining("\n"));
    }
}
