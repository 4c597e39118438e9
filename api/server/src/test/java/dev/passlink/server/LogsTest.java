package dev.passlink.server;

import static dev.passlink.server.RunningServer.ORG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.LinkFormat;
import dev.passlink.server.wire.AccessLog;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is logged of a request, and how it is found again. */
class LogsTest {

    private static final String MINE = "/auth/v1/users/me/passwordless/_link";
    private static final String CORRELATION = "x-correlation-id";
    private static final String UUID = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final BlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(AccessLog.class);
    private final Logger wire = (Logger) LoggerFactory.getLogger(AccessLog.class.getPackageName());
    private final AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            lines.add(event);
        }
    };

    @BeforeEach
    void listen() {
        log.setLevel(Level.INFO);
        listening.start();
        wire.addAppender(listening);
    }

    @AfterEach
    void listenNoMore() {
        wire.detachAppender(listening);
        log.setLevel(null);
    }

    @Test
    void aRequestIsOneLineWithTheIdOfItsAnswer() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            HttpResponse<String> answer = server.post(MINE + "?code=secret", "{}");
            assertThat(answer.statusCode()).isEqualTo(404);
            ILoggingEvent refused = lines.poll(10, TimeUnit.SECONDS);
            assertThat(refused.getFormattedMessage()).matches("AddMyPasswordlessLink 404 USER_NOT_FOUND \\d+ ms");
            assertThat(refused.getMDCPropertyMap())
                    .containsEntry(
                            "correlationId",
                            answer.headers().firstValue(CORRELATION).orElseThrow());

            String user = server.newUser();
            assertThat(lines.poll(10, TimeUnit.SECONDS).getFormattedMessage()).startsWith("AddHumanUser 200 OK ");
            server.send(HttpRequest.newBuilder(server.uri("/nothing/" + user)));
            assertThat(lines.poll(10, TimeUnit.SECONDS).getFormattedMessage()).startsWith("GET 404 NOT_FOUND ");
            server.send(HttpRequest.newBuilder(server.uri("/healthz")));
            server.send(HttpRequest.newBuilder(server.uri("/metrics")));
            server.send(HttpRequest.newBuilder(server.uri(MINE)).POST(BodyPublishers.noBody()));
            assertThat(lines.poll(10, TimeUnit.SECONDS).getFormattedMessage())
                    .startsWith("AddMyPasswordlessLink 401 UNAUTHENTICATED ");
        }
    }

    @Test
    void whoLeavesBeforeTheirRequestIsWholeIsNoFailureOfTheServer() throws Exception {
        try (RunningServer server = RunningServer.start()) {
            for (String path : List.of(MINE, LinkFormat.PATH + "/look")) {
                try (Socket leaving = new Socket("127.0.0.1", server.port())) {
                    leaving.getOutputStream()
                            .write(("POST " + path + " HTTP/1.1\r\nHost: acme.com\r\nOrigin: https://acme.com\r\n"
                                            + "Authorization: Bearer " + server.owner() + "\r\n"
                                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                                    .getBytes(US_ASCII));
                }
                ILoggingEvent line = lines.poll(10, TimeUnit.SECONDS);
                assertThat(line.getLoggerName()).as(line.toString()).isEqualTo(AccessLog.class.getName());
                assertThat(line.getFormattedMessage()).contains(" REQUEST_INVALID ");
            }
            assertThat(lines).isEmpty();
        }
    }

    @Test
    void aClientsOwnIdIsTakenIfItIsOne() {
        try (RunningServer server = RunningServer.start()) {
            assertThat(answered(server, CORRELATION, UUID)).isEqualTo(UUID);
            assertThat(answered(server, CORRELATION, TRACE)).isEqualTo(TRACE);
            assertThat(answered(server, "traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"))
                    .isEqualTo(TRACE);
            assertThat(answered(server, CORRELATION, "aZ09bY18cX27")).isNotEqualTo("aZ09bY18cX27");
            assertThat(answered(server, "traceparent", TRACE)).isNotEqualTo(TRACE);
        }
    }

    @Test
    void inJsonEveryLineIsAnObjectWithItsCorrelationId(@TempDir Path folder) throws Exception {
        Map<String, String> settings = Map.of("PASSLINK_HTTP_PORT", "0", "PASSLINK_LOG_FORMAT", "json");
        try (CommandLineProcesses processes = new CommandLineProcesses(folder, settings)) {
            Process server = processes.start("serve");
            URI url = CommandLineProcesses.served(server);
            HttpRequest request = HttpRequest.newBuilder(url.resolve(MINE))
                    .header(CORRELATION, UUID)
                    .POST(BodyPublishers.noBody())
                    .build();
            HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();

            ObjectMapper json = new ObjectMapper();
            boolean found = false;
            for (String line : Files.readAllLines(processes.errorsOf("serve"))) {
                if (line.isEmpty() || line.startsWith("WARNING: ")) { // of the JVM itself, before logging begins
                    continue;
                }
                JsonNode object = json.readTree(line);
                assertThat(object.fieldNames())
                        .toIterable()
                        .contains("timestamp", "level", "loggerName", "formattedMessage", "mdc");
                found |= object.at("/mdc/correlationId").asText().equals(UUID)
                        && object.at("/formattedMessage").asText().startsWith("AddMyPasswordlessLink 401 ");
            }
            assertThat(found).isTrue();
        }
    }

    private static String answered(RunningServer server, String header, String value) {
        return server.send(HttpRequest.newBuilder(server.uri(MINE))
                        .header(header, value)
                        .header("authorization", "Bearer " + server.token("ada", ORG))
                        .POST(BodyPublishers.noBody()))
                .headers()
                .firstValue(CORRELATION)
                .orElseThrow();
    }
}
