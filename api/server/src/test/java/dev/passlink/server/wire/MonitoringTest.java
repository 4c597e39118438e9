package dev.passlink.server.wire;

import static dev.passlink.server.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringTest {

    private final AtomicBoolean ready = new AtomicBoolean();
    private Server server;

    @BeforeEach
    void start() {
        ServerBuilder builder = Server.builder().http(0).errorHandler(new ErrorAnswers());
        new Monitoring(
                        () -> ready.get() ? Set.of() : Set.of("database"),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .addTo(builder);
        server = builder.build();
        server.start().join();
    }

    @AfterEach
    void stop() {
        server.stop().join();
    }

    @Test
    void whoIsNotReadySaysSoUntilItIs() throws Exception {
        assertRefused(health("GET"), 503, 14, "UNAVAILABLE");
        assertThat(health("GET").body()).contains("The server is not ready: database.");
        assertThat(health("GET").headers().firstValue("retry-after")).hasValue("1");
        ready.set(true);
        assertThat(health("GET").statusCode()).isEqualTo(200);
    }

    @Test
    void headIsEnoughToKnow() throws Exception {
        assertThat(health("HEAD").statusCode()).isEqualTo(503);
        ready.set(true);
        assertThat(health("HEAD").statusCode()).isEqualTo(200);
        assertThat(health("HEAD").body()).isEmpty();
    }

    private HttpResponse<String> health(String method) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/healthz");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }
}
