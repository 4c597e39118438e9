package dev.passlink.server;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.grpc.GrpcMeterIdPrefixFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.metric.MetricCollectingService;
import dev.passlink.api.Passlink;
import dev.passlink.server.auth.BearerTokens;
import dev.passlink.server.page.EnrolmentPage;
import dev.passlink.server.wire.AccessLog;
import dev.passlink.server.wire.ApiBrowser;
import dev.passlink.server.wire.Browsers;
import dev.passlink.server.wire.Correlation;
import dev.passlink.server.wire.ErrorAnswers;
import dev.passlink.server.wire.Monitoring;
import dev.passlink.server.wire.Operations;
import dev.passlink.server.wire.Room;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Passlink over the wire, until it is closed: JSON, gRPC and gRPC-web on one port, HTTP/1.1 and HTTP/2, in clear or over
 * TLS; the page that links open; {@code /healthz} and {@code /metrics} beside them or on a port of their own.
 *
 * <p>Closing it finishes what is in flight, then takes no more, and leaves the {@link Passlink} it was given open.
 */
public final class PasslinkServer implements AutoCloseable {

    private final Server server;
    private final @Nullable Server management;
    private final AtomicBoolean draining;

    private PasslinkServer(Server server, @Nullable Server management, AtomicBoolean draining) {
        this.server = server;
        this.management = management;
        this.draining = draining;
    }

    /**
     * Options of a server; without any it listens on 127.0.0.1:8080.
     *
     * @param passlink what is asked
     * @param tokens   tells who asks
     */
    public static Builder builder(Passlink passlink, BearerTokens tokens) {
        return new Builder(passlink, tokens);
    }

    /** The port it listens on. */
    public int port() {
        return server.activeLocalPort();
    }

    /** The port of health and metrics; the same as {@link #port()} unless they have one of their own. */
    public int managementPort() {
        return management == null ? port() : management.activeLocalPort();
    }

    /**
     * Says at {@code /healthz} that it is not ready any more, finishes what is in flight, at most for
     * {@link Builder#requestTimeout}, and stops.
     */
    @Override
    public void close() {
        draining.set(true);
        try {
            server.stop().join();
        } finally {
            if (management != null) {
                management.stop().join();
            }
        }
    }

    /** Options of a {@link PasslinkServer}. */
    public static final class Builder {

        private static final Set<String> DRAINING = Set.of("it is shutting down");
        private static final int MAX_REQUEST_BYTES = 64 * 1024;
        private static final int MAX_REQUESTS_IN_FLIGHT = 5_000;

        /** What strangers ask on the page stays well below what waits for commands, which everybody shares. */
        private static final int MOST_ON_THE_PAGE = 200;

        private static final int MAX_CONNECTIONS = 10_000;
        private static final Duration QUIET_PERIOD = Duration.ofMillis(100);

        private PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final Passlink passlink;
        private final BearerTokens tokens;
        private String host = "127.0.0.1";
        private int port = 8080;
        private int managementPort = -1;
        private @Nullable Path certificate;
        private @Nullable Path key;
        private List<String> corsOrigins = List.of();
        private List<HttpService> docs = List.of();
        private final AtomicBoolean draining = new AtomicBoolean();
        private int maxRequestsInFlight = MAX_REQUESTS_IN_FLIGHT;
        private int maxRequestBytes = MAX_REQUEST_BYTES;
        private Duration requestTimeout = Duration.ofSeconds(10);

        private Builder(Passlink passlink, BearerTokens tokens) {
            this.passlink = passlink;
            this.tokens = tokens;
        }

        /**
         * Where it listens.
         *
         * @param host name or address of an interface; 127.0.0.1 unless set
         * @param port 0 for any free one; 8080 unless set
         */
        public Builder listen(String host, int port) {
            this.host = host;
            this.port = port;
            return this;
        }

        /** What {@code /metrics} shows beside what the server itself measures; a registry of its own unless set. */
        public Builder meters(PrometheusMeterRegistry registry) {
            this.meters = registry;
            return this;
        }

        /** Serves https with this certificate chain and private key, both PEM. */
        public Builder tls(Path certificate, Path key) {
            this.certificate = certificate;
            this.key = key;
            return this;
        }

        /** Serves health and metrics on this port of the same host, in clear, and nowhere else; 0 for any free one. */
        public Builder managementPort(int port) {
            this.managementPort = port;
            return this;
        }

        /** Lets browsers ask from pages of these origins, such as {@code https://app.example.org}; none unless set. */
        public Builder corsOrigins(List<String> origins) {
            this.corsOrigins = List.copyOf(origins);
            return this;
        }

        /** Serves an API browser at {@code /docs}. */
        public Builder docs() {
            this.docs = List.of(ApiBrowser.service());
            return this;
        }

        /** How large a request may be, in bytes; 64 KiB unless set. Larger ones are refused with TOO_LARGE. */
        public Builder maxRequestBytes(int bytes) {
            this.maxRequestBytes = bytes;
            return this;
        }

        /**
         * How many requests may be in flight, and as many again of the page that links open; 5,000 unless set. More are
         * refused with OVERLOADED, at once.
         */
        public Builder maxRequestsInFlight(int requests) {
            this.maxRequestsInFlight = requests;
            return this;
        }

        /** How long a request may take, ten seconds unless set. Later it is answered with TIMEOUT. */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /**
         * Starts the server; it listens when this returns.
         *
         * @throws java.util.concurrent.CompletionException if a port is taken, or a key cannot be read
         */
        public PasslinkServer start() {
            Server management = managementPort < 0 ? null : managementServer();
            Server server = server();
            PasslinkServer passlinkServer = new PasslinkServer(server, management, draining);
            try {
                server.start().join();
                if (management != null) {
                    management.start().join();
                }
            } catch (RuntimeException e) {
                passlinkServer.close();
                throw e;
            }
            return passlinkServer;
        }

        private Server server() {
            ServerBuilder server = basics(port, certificate == null ? SessionProtocol.HTTP : SessionProtocol.HTTPS)
                    .meterRegistry(meters)
                    .maxRequestLength(maxRequestBytes)
                    .requestTimeout(requestTimeout)
                    .gracefulShutdownTimeout(QUIET_PERIOD, QUIET_PERIOD.plus(requestTimeout))
                    .decorator(MetricCollectingService.newDecorator(GrpcMeterIdPrefixFunction.of("passlink.requests")));
            if (certificate != null && key != null) {
                server.tls(certificate.toFile(), key.toFile());
            }
            new Operations(
                            passlink.links(),
                            passlink.users(),
                            passlink.passkeys(),
                            passlink.audit(),
                            tokens,
                            maxRequestsInFlight)
                    .addTo(server);
            new EnrolmentPage(passlink.passkeys(), new Room(Math.min(maxRequestsInFlight, MOST_ON_THE_PAGE)))
                    .addTo(server);
            docs.forEach(service -> server.serviceUnder("/docs", service));
            if (managementPort < 0) {
                monitoring().addTo(server);
            }
            if (!corsOrigins.isEmpty()) {
                server.decorator(Browsers.allowedFrom(corsOrigins));
            }
            // From the outside in: the last is the outermost.
            server.decorator(AccessLog::serve).decorator(Correlation::serve);
            return server.build();
        }

        private Server managementServer() {
            ServerBuilder server = basics(managementPort, SessionProtocol.HTTP);
            monitoring().addTo(server);
            return server.build();
        }

        private Monitoring monitoring() {
            return new Monitoring(
                    () -> draining.get() ? DRAINING : passlink.readiness().missing(), meters);
        }

        /** Nothing a client sends decides how the server sees itself, and nothing it is answered says how it is made. */
        private ServerBuilder basics(int port, SessionProtocol protocol) {
            return Server.builder()
                    .port(new ServerPort(new InetSocketAddress(host, port), protocol))
                    .errorHandler(new ErrorAnswers())
                    .maxNumConnections(MAX_CONNECTIONS)
                    .clientAddressSources(List.of())
                    .verboseResponses(false)
                    .unhandledExceptionsReportIntervalMillis(0)
                    .disableServerHeader();
        }
    }
}
