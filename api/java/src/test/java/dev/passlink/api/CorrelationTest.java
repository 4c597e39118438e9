package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One id from the request over its events to the log lines of the mail (behaviour D6). */
class CorrelationTest {

    @TempDir
    Path folder;

    @Test
    void theIdOfTheRequestIsThatOfItsEventsAndOfTheMailsLogLines() throws Exception {
        BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
        AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.prepareForDeferredProcessing();
                lines.add(event);
            }
        };
        listening.start();
        Logger log = (Logger) LoggerFactory.getLogger("dev.passlink.api.mail");
        log.addAppender(listening);
        MailTransport refusing = mail -> new Outcome.Refused("SMTP 550 5.1.1");
        try (Passlink passlink = Passlink.builder()
                .inMemory()
                .mail(MailSettings.of("login.example.org", refusing))
                .build()) {
            addAnn(passlink);
            try (var request = MDC.putCloseable(EventMetaData.CORRELATION_ID, "request-7")) {
                passlink.links().send(MANAGER, ANN).join();
            }

            assertThat(correlations(passlink)).hasSize(2).last().isEqualTo("request-7");
            ILoggingEvent refused = lines.poll(30, TimeUnit.SECONDS);
            assertThat(refused.getFormattedMessage()).contains("refused: SMTP 550");
            assertThat(refused.getMDCPropertyMap()).containsEntry(EventMetaData.CORRELATION_ID, "request-7");
        } finally {
            log.detachAppender(listening);
        }
    }

    @Test
    void theIdOfTheRequestIsThatOfTheFailureOfItsSecondQuestion() throws Exception {
        JdbcAccess store = JdbcAccess.h2Memory();
        try (Passlink passlink = Passlink.builder()
                .jdbc(store)
                .keyset(folder.resolve("keyset.json"))
                .build()) {
            addAnn(passlink);
            try (Connection connection = DriverManager.getConnection(store.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("alter table passlink_init_code rename to elsewhere");
            }

            assertThat(failureOf(() -> passlink.links().list(MANAGER, ANN)))
                    .isEqualTo(new Failure.Internal("request-7"));
            assertThat(failureOf(() -> passlink.deadLetters().list(MANAGER, ANN)))
                    .isEqualTo(new Failure.Internal("request-7"));
        }
    }

    private static Failure failureOf(Supplier<CompletableFuture<?>> request) {
        CompletableFuture<?> answer;
        try (var logged = MDC.putCloseable(EventMetaData.CORRELATION_ID, "request-7")) {
            answer = request.get();
        }
        return answer.<Failure>handle((value, refusal) ->
                        ((Rejected) (refusal instanceof CompletionException ? refusal.getCause() : refusal)).failure())
                .join();
    }

    @Test
    void whatIsNoIdIsNotStored() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            try (var request = MDC.putCloseable(EventMetaData.CORRELATION_ID, "ann@example.org\n")) {
                addAnn(passlink);
            }

            assertThat(correlations(passlink))
                    .singleElement()
                    .asString()
                    .isNotBlank()
                    .doesNotContain("ann");
        }
    }

    private static void addAnn(Passlink passlink) {
        Person ann = Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true));
        passlink.users().in(ACME).add(MANAGER, ANN, ann).join();
    }

    private static List<Object> correlations(Passlink passlink) {
        return passlink.engine()
                .events()
                .readEvents(ANN.value())
                .asStream()
                .map(DomainEventMessage::getMetaData)
                .map(metaData -> metaData.get(EventMetaData.CORRELATION_ID))
                .toList();
    }
}
