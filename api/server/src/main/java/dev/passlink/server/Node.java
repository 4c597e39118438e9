package dev.passlink.server;

import dev.passlink.api.Passlink;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.UnusableKeyset;
import dev.passlink.api.engine.AxonServerAway;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.Outbox;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.auth.BearerTokens;
import dev.passlink.server.auth.CallerClaims;
import dev.passlink.server.auth.LocalTokenKey;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: the database it owns, the library and the server in front of it, put together from {@link Settings}. What
 * {@code serve}, {@code demo} and tests run.
 */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Settings settings;
    private final PasslinkServer server;

    private Node(Settings settings) {
        this.settings = settings;
        try {
            JdbcAccess database = settings.database();
            Passlink.Builder library = library(settings, meters);
            if (database != null && EmbeddedDatabase.isFile(database)) {
                closing(EmbeddedDatabase.own(
                        database, settings.data(), settings.http().url()));
                new KeysetFile<>(KeysetKind.SEALS, settings.keysets().seals()).readOrCreate();
                library.onlyNode();
            }
            closing(Machine.measuredBy(meters));
            Passlink passlink = closing(passlink(library));
            awaitReady(passlink);
            server = closing(server(settings, passlink, meters));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * Starts a node; it is ready to be asked when this returns.
     *
     * @throws CannotRun if another process holds the database, the port is taken, or keys are missing
     */
    public static Node start(Settings settings) {
        Node node = new Node(settings);
        node.warn();
        return node;
    }

    /** What it was put together from. */
    public Settings settings() {
        return settings;
    }

    /** Where it listens, as seen from this machine. */
    public URI url() {
        return settings.http().url();
    }

    /** What it serves beside the API, by name. */
    public Map<String, URI> addresses() {
        Map<String, URI> addresses = new LinkedHashMap<>();
        addresses.put("serving", url());
        addresses.put("links", settings.publicUrl());
        URI management = settings.http().managementUrl(server.managementPort());
        addresses.put("health", management.resolve("/healthz"));
        addresses.put("metrics", management.resolve("/metrics"));
        if (settings.docs()) {
            addresses.put("docs", url().resolve("/docs"));
        }
        return addresses;
    }

    /**
     * A bearer token that this node accepts, as the command {@code token} prints them.
     *
     * @param userId       who it speaks of
     * @param organization the user's home organization
     * @param roles        {@code ROLE} or {@code ROLE@<organization id>}
     */
    public String token(UserId userId, ResourceOwner organization, Collection<String> roles) {
        return localKey(settings.data())
                .sign(
                        userId,
                        organization,
                        roles,
                        Duration.ofHours(1),
                        settings.tokens().claims());
    }

    /** Takes no more requests, finishes those in flight, and closes everything in the opposite order of its start. */
    @Override
    public void close() {
        LOG.info("Stopping");
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    private static Passlink.Builder library(Settings settings, PrometheusMeterRegistry meters) {
        Passlink.Builder builder = Passlink.builder()
                .publicUrl(settings.publicUrl())
                .relyingParty(settings.relyingParty())
                .urlTemplateHosts(settings.urlTemplateHosts())
                .mail(settings.mail().delivery())
                .rules(settings.codes())
                .roles(settings.roles())
                .consistencyWait(settings.consistencyWait())
                .meters(meters);
        return stored(builder, settings);
    }

    private static Passlink passlink(Passlink.Builder library) {
        try {
            return library.build();
        } catch (IllegalStateException | UnusableKeyset | AxonServerAway e) {
            throw new CannotRun("Passlink cannot start: " + e.getMessage(), e);
        }
    }

    private static Passlink.Builder stored(Passlink.Builder builder, Settings settings) {
        return switch (settings.store()) {
            case MEMORY -> builder.inMemory();
            case JDBC ->
                builder.jdbc(settings.requireDatabase())
                        .keyset(settings.keysets().codes())
                        .personalKeyset(settings.keysets().personal());
            case AXONSERVER ->
                builder.jdbc(settings.requireDatabase())
                        .keyset(settings.keysets().codes())
                        .personalKeyset(settings.keysets().personal())
                        .axonServer(settings.axonServer());
        };
    }

    private static boolean isEmbedded(JdbcAccess database) {
        return database.vendor() == JdbcAccess.Vendor.H2;
    }

    /** On a shared store a dead node seems to hold its projections for ten seconds; a living one may hold them for good. */
    private static void awaitReady(Passlink passlink) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!passlink.isReady() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        if (!passlink.isReady()) {
            LOG.warn(
                    "Not ready after {} seconds: {}; health tells when it is",
                    PATIENCE.toSeconds(),
                    String.join(", ", passlink.readiness().missing()));
        }
    }

    private static PasslinkServer server(Settings settings, Passlink passlink, PrometheusMeterRegistry meters) {
        Settings.Http http = settings.http();
        PasslinkServer.Builder builder = PasslinkServer.builder(passlink, tokens(settings))
                .listen(http.host(), http.port())
                .meters(meters)
                .corsOrigins(List.copyOf(settings.corsOrigins()));
        if (http.tls() != null) {
            builder.tls(http.tls().certificate(), http.tls().key());
        }
        if (http.managementPort() != null) {
            builder.managementPort(http.managementPort());
        }
        if (settings.docs()) {
            builder.docs();
        }
        try {
            return builder.start();
        } catch (CompletionException e) {
            throw new CannotRun(
                    "The server cannot listen on " + http.host() + ":" + http.port() + ": "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
    }

    private static BearerTokens tokens(Settings settings) {
        CallerClaims claims = settings.tokens().claims();
        Settings.Issuer issuer = settings.tokens().issuer();
        return issuer == null
                ? BearerTokens.signedWith(localKey(settings.data()), claims)
                : BearerTokens.issuedBy(issuer.issuer(), issuer.audience(), issuer.jwks(), claims);
    }

    private static LocalTokenKey localKey(Path data) {
        try {
            return LocalTokenKey.in(data);
        } catch (IOException e) {
            throw new CannotRun("The token key in " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    private void warn() {
        if (settings.tokens().issuer() == null) {
            LOG.warn(
                    "Bearer tokens are signed by a key of this machine; set {} for more than trying out",
                    Setting.JWT_ISSUER);
        }
        if (settings.mail().delivery().transport() instanceof Outbox outbox) {
            LOG.warn("No {}: mails are written to {}", Setting.SMTP_HOST, outbox.folder());
        }
        if (settings.store() == Settings.Store.MEMORY) {
            LOG.warn("{}=memory: everything is lost when this process ends", Setting.STORE);
        }
        if (settings.store() == Settings.Store.AXONSERVER && isEmbedded(settings.requireDatabase())) {
            LOG.warn(
                    "{}=axonserver with an H2 database is for trying out on one node; set {} to PostgreSQL for more",
                    Setting.STORE,
                    Setting.JDBC_URL);
        }
    }
}
