package dev.passlink.server;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names of all settings, {@code PASSLINK_} and the constant's name, with their defaults: the table of contents of
 * {@link Settings} and of docs/settings.md.
 */
public enum Setting {
    HTTP_HOST("127.0.0.1"),
    HTTP_PORT("8080"),
    TLS_CERT,
    TLS_KEY,
    MANAGEMENT_PORT,
    PUBLIC_URL("http://localhost:<port>"),
    DATA("./data"),
    STORE("jdbc"),
    JDBC_URL("jdbc:h2:file:<data>/passlink;WRITE_DELAY=0"),
    JDBC_USER,
    JDBC_PASSWORD,
    AXONSERVER("localhost:8124"),
    AXONSERVER_CONTEXT("default"),
    AXONSERVER_TOKEN,
    AXONSERVER_TLS,
    SMTP_HOST,
    SMTP_PORT("587"),
    SMTP_USER,
    SMTP_PASSWORD,
    SMTP_TLS("starttls"),
    MAIL_FROM("passlink@<public host>"),
    MAIL_TEMPLATES,
    MAIL_NOTICES("true"),
    MAIL_LIMIT("5"),
    MAIL_WINDOW("PT15M"),
    MAIL_VERIFIED_ONLY("false"),
    CODE_LENGTH("12"),
    CODE_EXPIRY("PT1H"),
    CODE_MAX_ATTEMPTS("3"),
    CODE_MAX_OPEN("10"),
    CODE_MAX_FAILED_CEREMONIES("10"),
    KEYSET("<data>/keyset.json"),
    SEAL_KEYSET("<data>/seal-keyset.json"),
    PERSONAL_KEYSET("<data>/personal-keyset.json"),
    JWT_ISSUER,
    JWT_AUDIENCE,
    JWT_JWKS,
    CLAIM_ORG("urn:zitadel:iam:user:resourceowner:id"),
    CLAIM_ROLES("passlink:roles"),
    ROLES,
    RP_ID("<public host>"),
    RP_NAME("Passlink"),
    RP_ORIGINS("<public URL>"),
    URL_TEMPLATE_HOSTS("<public host>"),
    CORS_ORIGINS,
    CONSISTENCY_WAIT("PT2S"),
    LOG_LEVEL("INFO"),
    LOG_FORMAT("text"),
    DOCS("false");

    private static final String PREFIX = "PASSLINK_";

    private final @Nullable String byDefault;

    Setting() {
        this.byDefault = null;
    }

    Setting(String byDefault) {
        this.byDefault = byDefault;
    }

    /**
     * What holds if it is not set; empty if nothing does. {@code <data>}, {@code <port>}, {@code <public URL>} and
     * {@code <public host>} stand for what other settings say.
     */
    public Optional<String> byDefault() {
        return Optional.ofNullable(byDefault);
    }

    /** Whether a name is in the space that belongs to Passlink, so that an unknown one must be a slip of the pen. */
    static boolean claims(String name) {
        return name.startsWith(PREFIX);
    }

    /** The name as it is written in the environment and in a file, such as {@code PASSLINK_HTTP_PORT}. */
    @Override
    public String toString() {
        return PREFIX + name();
    }
}
