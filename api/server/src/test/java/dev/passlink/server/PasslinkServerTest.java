package dev.passlink.server;

import static dev.passlink.server.RunningServer.ORG;
import static dev.passlink.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.server.auth.BearerTokens;
import dev.passlink.server.auth.CallerClaims;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasslinkServerTest {

    private static final Person ADA = Person.named("ada", "Ada", "Lovelace", new Email("ada@example.org", true));
    private static final String MINE = "/auth/v1/users/me/passwordless/_link";

    @Test
    void aServerThatIsReadySaysSo() {
        try (RunningServer server = RunningServer.start()) {
            HttpResponse<String> health = server.send(HttpRequest.newBuilder(server.uri("/healthz")));
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(json(health).at("/status").asText()).isEqualTo("ready");
        }
    }

    @Test
    void whatNobodyExpectedIsAnsweredWithACorrelationIdOnly() {
        try (RunningServer server = RunningServer.start()) {
            String userId = server.newUser();
            server.passlink().close();
            HttpResponse<String> refused = server.post("/management/v1/users/" + userId + "/_lock", "{}");
            assertThat(refused.statusCode()).isIn(500, 503);
            assertThat(refused.body())
                    .startsWith("{\"code\":1")
                    .doesNotContain("Exception", "axon", "hibernate", "\\n", "\tat ");
        }
    }

    @Test
    void metricsCountRequestsWithoutNamingAnybody() {
        try (RunningServer server = RunningServer.start()) {
            String userId = server.newUser();
            server.post("/management/v1/users/" + userId + "/_lock?trace=secret", "{}");
            String metrics =
                    server.send(HttpRequest.newBuilder(server.uri("/metrics"))).body();
            assertThat(metrics)
                    .contains("passlink_requests")
                    .contains("LockUser")
                    .doesNotContain(userId, ORG, "secret");
        }
    }

    @Test
    void healthAndMetricsMayHaveAPortOfTheirOwn() {
        try (RunningServer server = RunningServer.start(options -> options.managementPort(0))) {
            assertThat(server.server().managementPort()).isNotEqualTo(server.port());
            URI management = URI.create("http://127.0.0.1:" + server.server().managementPort());
            assertThat(status(server, management.resolve("/healthz"))).isEqualTo(200);
            assertThat(status(server, management.resolve("/metrics"))).isEqualTo(200);
            assertThat(status(server, management.resolve(MINE))).isEqualTo(404);
            assertThat(status(server, server.uri("/healthz"))).isEqualTo(404);
            assertThat(status(server, server.uri("/metrics"))).isEqualTo(404);
        }
    }

    @Test
    void theApiBrowserIsThereOnRequest() {
        try (RunningServer without = RunningServer.start();
                RunningServer with = RunningServer.start(PasslinkServer.Builder::docs)) {
            assertThat(status(without, without.uri("/docs/"))).isEqualTo(404);
            assertThat(status(with, with.uri("/docs/"))).isEqualTo(200);
            assertThat(with.send(HttpRequest.newBuilder(with.uri("/docs/specification.json")))
                            .body())
                    .contains("AddPasswordlessRegistration", "Deprecated: use RegisterPasskey");
            HttpResponse<String> missing = with.send(HttpRequest.newBuilder(with.uri("/docs/missing")));
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(json(missing).at("/details/0/reason").asText()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void aBrowserAsksFirstAndIsAllowedWhatItNeeds() {
        try (RunningServer server =
                RunningServer.start(options -> options.corsOrigins(List.of("https://app.example")))) {
            HttpResponse<String> preflight = preflight(server, "https://app.example");
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                    .hasValue("https://app.example");
            assertThat(preflight
                            .headers()
                            .firstValue("access-control-allow-headers")
                            .orElse(""))
                    .contains("authorization", "x-grpc-web", "x-zitadel-orgid", "idempotency-key");
            HttpResponse<String> refused = server.send(HttpRequest.newBuilder(server.uri(MINE))
                    .header("origin", "https://app.example")
                    .POST(BodyPublishers.noBody()));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("access-control-allow-origin"))
                    .hasValue("https://app.example");
            assertThat(refused.headers()
                            .firstValue("access-control-expose-headers")
                            .orElse(""))
                    .contains("grpc-status", "grpc-message", "grpc-status-details-bin", "retry-after");
        }
    }

    @Test
    void aBrowserOnAnotherPageIsNotAllowed() {
        try (RunningServer server =
                RunningServer.start(options -> options.corsOrigins(List.of("https://app.example")))) {
            HttpResponse<String> preflight = preflight(server, "https://evil.example");
            assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    @Test
    void withoutOriginsNoBrowserIsAllowed() {
        try (RunningServer server = RunningServer.start()) {
            HttpResponse<String> preflight = preflight(server, "https://app.example");
            assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            assertThat(preflight.headers().firstValue("content-type").orElse(""))
                    .startsWith("application/json");
        }
    }

    @Test
    void aRequestThatTakesTooLongIsAnswered() throws Exception {
        try (SlowIssuer issuer = new SlowIssuer();
                RunningServer server = issuer.server(Duration.ofMillis(300))) {
            HttpResponse<String> late = server.send(HttpRequest.newBuilder(server.uri(MINE))
                    .header("authorization", "Bearer " + server.owner())
                    .POST(BodyPublishers.noBody()));
            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(json(late).at("/details/0/reason").asText()).isEqualTo("TIMEOUT");
        }
    }

    @Test
    void whatIsInFlightIsFinishedBeforeItStops() throws Exception {
        try (SlowIssuer issuer = new SlowIssuer();
                RunningServer server = issuer.server(Duration.ofSeconds(20))) {
            URI health = server.uri("/healthz");
            Caller owner = Caller.of("ada", ORG, Grant.in(new ResourceOwner(ORG), "ORG_OWNER"));
            server.passlink().users().add(owner, owner.userId(), ADA).join();
            CompletableFuture<HttpResponse<String>> inFlight = HttpClient.newHttpClient()
                    .sendAsync(
                            HttpRequest.newBuilder(server.uri(MINE))
                                    .header("authorization", "Bearer " + issuer.token("ada", ORG))
                                    .POST(BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(issuer.isAsked.await(10, TimeUnit.SECONDS)).isTrue();

            Thread closing = new Thread(server.server()::close, "closing");
            closing.start();
            awaitWaiting(closing);
            // without a grace period the request would be cut off long before this has passed
            assertThatThrownBy(() -> inFlight.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(closing.isAlive()).isTrue();
            issuer.answers.countDown();

            assertThat(inFlight.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(server.passlink().links().list(owner, owner.userId()).join())
                    .hasSize(1);
            closing.join(Duration.ofSeconds(10).toMillis());
            assertThat(closing.isAlive()).isFalse();
            assertThatThrownBy(() -> server.send(HttpRequest.newBuilder(health)))
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void httpsIsServedWithACertificate(@TempDir Path folder) throws Exception {
        SelfSigned certificate = SelfSigned.in(folder);
        try (RunningServer server =
                RunningServer.start(options -> options.tls(certificate.chain(), certificate.key()))) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(certificate.trusted())
                    .version(HttpClient.Version.HTTP_2)
                    .build();
            HttpResponse<String> health = server.send(
                    client, HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/healthz")));
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorAtStart() {
        try (RunningServer server = RunningServer.start()) {
            assertThatThrownBy(() -> RunningServer.start(options -> options.listen("127.0.0.1", server.port())))
                    .hasRootCauseInstanceOf(IOException.class);
        }
    }

    private static void awaitWaiting(Thread thread) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (thread.getState() != Thread.State.WAITING && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
    }

    private static int status(RunningServer server, URI uri) {
        return server.send(HttpRequest.newBuilder(uri)).statusCode();
    }

    private static HttpResponse<String> preflight(RunningServer server, String origin) {
        return server.send(HttpRequest.newBuilder(server.uri("/zitadel.auth.v1.AuthService/AddMyPasswordlessLink"))
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization,x-grpc-web")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    /** A token issuer whose keys take their time; a server that asks it is kept waiting. */
    private static final class SlowIssuer implements AutoCloseable {

        private final CountDownLatch isAsked = new CountDownLatch(1);
        private final CountDownLatch answers = new CountDownLatch(1);
        private final HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        private final ECKey key = new ECKeyGenerator(Curve.P_256).keyID("slow").generate();

        private SlowIssuer() throws IOException, JOSEException {
            http.createContext("/", exchange -> {
                isAsked.countDown();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                byte[] keys = new JWKSet(key).toString().getBytes(UTF_8);
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            http.start();
        }

        private String token(String userId, String organization) throws JOSEException {
            JWTClaimsSet claims = new JWTClaimsSet.Builder()
                    .issuer("slow")
                    .audience("passlink")
                    .subject(userId)
                    .claim(CallerClaims.DEFAULT.organization(), organization)
                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                    .build();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new ECDSASigner(key));
            return token.serialize();
        }

        private RunningServer server(Duration timeout) {
            URI jwks = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
            return RunningServer.start(
                    RunningServer.newKey(),
                    BearerTokens.issuedBy("slow", "passlink", jwks, CallerClaims.DEFAULT),
                    options -> options.requestTimeout(timeout));
        }

        @Override
        public void close() {
            answers.countDown();
            http.stop(0);
        }
    }
}
