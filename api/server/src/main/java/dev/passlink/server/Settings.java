package dev.passlink.server;

import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.server.auth.CallerClaims;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * How a server is set up: everything that {@link Setting} names, read and checked as a whole. What the settings mean
 * for whoever runs a server is in docs/settings.md.
 *
 * @param http            where it listens
 * @param publicUrl       origin of links, without a path; https unless it is this machine
 * @param data            folder of the embedded default: database, keys, outbox; absolute
 * @param store           where events live
 * @param database        where rows, tokens and jobs live, and events unless the store says otherwise; {@code null}
 *     with the store {@code memory}
 * @param axonServer      how Axon Server is reached, if the store is there
 * @param mail            which mails are sent, and how
 * @param codes           rules for new registration codes
 * @param keysets         where the keys are
 * @param tokens          how callers are known
 * @param roles           which role allows what
 * @param relyingParty    for whom passkeys are made
 * @param urlTemplateHosts hosts that a {@code url_template} may name
 * @param corsOrigins     origins allowed for browsers
 * @param consistencyWait how long a read may wait for its own write, zero to a minute
 * @param log             what is logged, and how
 * @param docs            whether the API browser is served at {@code /docs}
 */
public record Settings(
        Http http,
        URI publicUrl,
        Path data,
        Store store,
        @Nullable JdbcAccess database,
        AxonServerAccess axonServer,
        Mail mail,
        InitCodeRules codes,
        Keysets keysets,
        Tokens tokens,
        Roles roles,
        RelyingParty relyingParty,
        Set<String> urlTemplateHosts,
        Set<String> corsOrigins,
        Duration consistencyWait,
        Log log,
        boolean docs) {

    /**
     * The database, for whoever cannot do without one.
     *
     * @throws CannotRun with the store {@code memory}
     */
    public JdbcAccess requireDatabase() {
        if (database == null) {
            throw new CannotRun("There is no database with " + Setting.STORE + "=memory; this needs " + Setting.STORE
                    + "=jdbc or axonserver.");
        }
        return database;
    }

    /**
     * Where the store is, for whoever works on it beside a server.
     *
     * @throws CannotRun with the store {@code memory}
     */
    public StoreAccess requireStore() {
        return new StoreAccess(requireDatabase(), store == Store.AXONSERVER ? axonServer : null);
    }

    /**
     * Reads settings.
     *
     * @param values values by name, as in {@link Setting#toString()}; a blank value counts as not set
     * @throws InvalidSettings naming every problem there is
     */
    public static Settings of(Map<String, String> values) {
        return new SettingsReader(values).read();
    }

    /**
     * Where the server listens.
     *
     * @param host           address, such as {@code 127.0.0.1} or {@code 0.0.0.0}
     * @param port           1 to 65535; one that was free if any was wanted
     * @param tls            with what it serves https; {@code null} for http
     * @param managementPort port of health and metrics; {@code null} for the same one
     */
    public record Http(
            String host,
            int port,
            @Nullable Tls tls,
            @Nullable Integer managementPort) {

        private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::", "[::]");

        /** Where the API is, as seen from this machine. */
        public URI url() {
            return url(tls == null ? "http" : "https", port);
        }

        /**
         * Where health and metrics are, as seen from this machine: in clear, if they have a port of their own.
         *
         * @param actual the port they have, which is found only at start if any was wanted
         */
        public URI managementUrl(int actual) {
            return managementPort == null ? url() : url("http", actual);
        }

        private URI url(String scheme, int of) {
            String reachable = ALL_INTERFACES.contains(host) ? "localhost" : host;
            try {
                return new URI(scheme, null, reachable, of, null, null, null); // brackets an IPv6 address
            } catch (URISyntaxException e) {
                throw new IllegalStateException("no address can be made of the host " + host, e);
            }
        }
    }

    /**
     * PEM files.
     *
     * @param certificate the certificate chain
     * @param key         the private key
     */
    public record Tls(Path certificate, Path key) {}

    /** Where events live. */
    public enum Store {
        /** In memory, gone with the process. */
        MEMORY,
        /** In the database. */
        JDBC,
        /** In Axon Server. */
        AXONSERVER
    }

    /**
     * Which mails are sent, and how.
     *
     * @param delivery sender, looks, whether there are security notices, and the way out, which is {@code <data>/outbox} if
     *     there is no mail server
     */
    public record Mail(MailSettings delivery) {}

    /**
     * Where the keys are.
     *
     * @param codes    keys that codes are derived from
     * @param seals    keys that sign checkpoints of the history
     * @param personal keys that personal data is encrypted with
     */
    public record Keysets(Path codes, Path seals, Path personal) {}

    /**
     * How callers are known.
     *
     * @param issuer who signs bearer tokens; {@code null} for the local key in the data folder
     * @param claims under which names tokens say what they say
     */
    public record Tokens(@Nullable Issuer issuer, CallerClaims claims) {}

    /**
     * Somebody else who signs bearer tokens.
     *
     * @param issuer   the {@code iss} that tokens must name
     * @param audience the {@code aud} that tokens must name
     * @param jwks     its public keys: an https address or a file
     */
    public record Issuer(String issuer, String audience, URI jwks) {}

    /**
     * What is logged, and how.
     *
     * @param level  how much
     * @param format for whom
     */
    public record Log(Level level, Format format) {

        /** Logs so from now on, if nothing has been logged yet: logback.xml reads it with the first logger. */
        public void use() {
            System.setProperty(Setting.LOG_LEVEL.toString(), level.name());
            System.setProperty(Setting.LOG_FORMAT.toString(), format.name().toLowerCase(Locale.ROOT));
            SLF4JBridgeHandler.removeHandlersForRootLogger(); // of java.util.logging, which gRPC logs by
            SLF4JBridgeHandler.install();
        }

        /** How much is logged. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG,
            TRACE
        }

        /** For whom is logged. */
        public enum Format {
            /** Lines for people. */
            TEXT,
            /** One JSON object a line. */
            JSON
        }
    }
}
