package dev.passlink.server;

import static dev.passlink.server.Setting.*;

import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailSettings.Notices;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.mail.Outbox;
import dev.passlink.api.mail.Smtp;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.server.Settings.Http;
import dev.passlink.server.Settings.Issuer;
import dev.passlink.server.Settings.Keysets;
import dev.passlink.server.Settings.Log;
import dev.passlink.server.Settings.Mail;
import dev.passlink.server.Settings.Store;
import dev.passlink.server.Settings.Tls;
import dev.passlink.server.Settings.Tokens;
import dev.passlink.server.auth.CallerClaims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Settings} in one go. A value that cannot be used is noted and replaced by the default, so that reading
 * goes on and all problems are told at once.
 */
final class SettingsReader {

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> given) {
        given.forEach((name, value) -> Arrays.stream(Setting.values())
                .filter(setting -> setting.toString().equals(name))
                .findFirst()
                .ifPresentOrElse(
                        setting -> put(setting, value.strip()), () -> problems.add(name + " is not a setting")));
    }

    private void put(Setting setting, String value) {
        if (!value.isEmpty()) {
            values.put(setting, value);
        }
    }

    Settings read() {
        Http http = http();
        URI publicUrl = either(PUBLIC_URL, SettingSyntax::origin, local(http));
        Path data = either(DATA, SettingSyntax::path);
        Store store = either(STORE, SettingSyntax.oneOf(Store.class));
        Settings settings = new Settings(
                http,
                publicUrl,
                data,
                store,
                database(store, data),
                axonServer(),
                mail(publicUrl, data),
                codes(),
                keysets(data),
                tokens(),
                either(ROLES, SettingSyntax::roles, Roles.DEFAULT),
                relyingParty(publicUrl),
                either(URL_TEMPLATE_HOSTS, SettingSyntax::hosts, Set.of(publicUrl.getHost())),
                either(CORS_ORIGINS, SettingSyntax::origins, Set.of()),
                either(CONSISTENCY_WAIT, SettingSyntax.duration(Duration.ZERO, Duration.ofMinutes(1))),
                new Log(
                        either(LOG_LEVEL, SettingSyntax.oneOf(Log.Level.class)),
                        either(LOG_FORMAT, SettingSyntax.oneOf(Log.Format.class))),
                either(DOCS, SettingSyntax::flag));
        if (!problems.isEmpty()) {
            throw new InvalidSettings(problems);
        }
        return settings;
    }

    private Http http() {
        Function<String, Integer> port = SettingSyntax.number(0, 65_535);
        String host = text(HTTP_HOST);
        int wanted = either(HTTP_PORT, port);
        Integer management = read(MANAGEMENT_PORT, port).orElse(null);
        if (wanted != 0 && Objects.equals(wanted, management)) {
            problem(MANAGEMENT_PORT, "must be another port than " + HTTP_PORT);
        }
        return new Http(host, wanted == 0 ? freePort(host) : wanted, tls(), management);
    }

    /** Found before the server starts, because the default of the public URL names it. */
    private int freePort(String host) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            problem(HTTP_HOST, "is no address of this machine");
            return 0;
        }
    }

    private @Nullable Tls tls() {
        requireTogether(TLS_CERT, TLS_KEY);
        Optional<Path> certificate = read(TLS_CERT, SettingSyntax::file);
        Optional<Path> key = read(TLS_KEY, SettingSyntax::file);
        return certificate.isPresent() && key.isPresent() ? new Tls(certificate.get(), key.get()) : null;
    }

    private static URI local(Http http) {
        return URI.create((http.tls() == null ? "http" : "https") + "://localhost:" + http.port());
    }

    private @Nullable JdbcAccess database(Store store, Path data) {
        if (store == Store.MEMORY) {
            for (Setting setting : List.of(JDBC_URL, JDBC_USER, JDBC_PASSWORD)) {
                if (values.containsKey(setting)) {
                    problem(setting, "does not go with " + STORE + "=memory");
                }
            }
            return null;
        }
        return new JdbcAccess(
                either(JDBC_URL, SettingSyntax::jdbcUrl, JdbcAccess.h2File(data).url()),
                values.getOrDefault(JDBC_USER, ""),
                values.getOrDefault(JDBC_PASSWORD, ""));
    }

    private AxonServerAccess axonServer() {
        return new AxonServerAccess(
                either(AXONSERVER, SettingSyntax::servers),
                text(AXONSERVER_CONTEXT),
                values.get(AXONSERVER_TOKEN),
                either(AXONSERVER_TLS, SettingSyntax::axonServerChannel, new AxonServerAccess.InClear()));
    }

    private Mail mail(URI publicUrl, Path data) {
        MailSettings delivery = new MailSettings(
                publicUrl.getHost(),
                either(MAIL_FROM, SettingSyntax::sender, "passlink@" + publicUrl.getHost()),
                transport(data),
                read(MAIL_TEMPLATES, SettingSyntax::folder).orElse(null),
                either(MAIL_NOTICES, SettingSyntax::flag) ? Notices.MAILED : Notices.NONE);
        return new Mail(delivery);
    }

    private MailTransport transport(Path data) {
        requireTogether(SMTP_USER, SMTP_PASSWORD);
        int port = either(SMTP_PORT, SettingSyntax.number(1, 65_535));
        Smtp.Tls tls = either(SMTP_TLS, SettingSyntax.oneOf(Smtp.Tls.class));
        String host = values.get(SMTP_HOST);
        String user = values.get(SMTP_USER);
        String password = values.get(SMTP_PASSWORD);
        if (host == null) {
            if (user != null) {
                problem(SMTP_USER, "needs " + SMTP_HOST + " as well");
            }
            return new Outbox(data.resolve("outbox"));
        }
        Smtp smtp = Smtp.server(host, port).with(tls);
        return user == null || password == null ? smtp : smtp.with(new Smtp.Login(user, password));
    }

    private InitCodeRules codes() {
        return new InitCodeRules(
                either(CODE_LENGTH, SettingSyntax.number(12, 64)),
                either(CODE_EXPIRY, SettingSyntax.duration(Duration.ofSeconds(1), Duration.ofDays(30))),
                either(CODE_MAX_ATTEMPTS, SettingSyntax.number(1, 100)),
                either(CODE_MAX_FAILED_CEREMONIES, SettingSyntax.number(1, 100)),
                either(CODE_MAX_OPEN, SettingSyntax.number(1, 100)),
                either(MAIL_VERIFIED_ONLY, SettingSyntax::flag) ? Addresses.VERIFIED : Addresses.REGISTERED,
                new MailLimit(
                        either(MAIL_LIMIT, SettingSyntax.number(1, MailLimit.MOST_MAILS)),
                        either(MAIL_WINDOW, SettingSyntax.duration(Duration.ofSeconds(1), MailLimit.LONGEST_WINDOW))));
    }

    private Keysets keysets(Path data) {
        return new Keysets(
                either(KEYSET, SettingSyntax::path, data.resolve("keyset.json")),
                either(SEAL_KEYSET, SettingSyntax::path, data.resolve("seal-keyset.json")),
                either(PERSONAL_KEYSET, SettingSyntax::path, data.resolve("personal-keyset.json")));
    }

    private Tokens tokens() {
        requireTogether(JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS);
        String issuer = values.get(JWT_ISSUER);
        String audience = values.get(JWT_AUDIENCE);
        URI jwks = read(JWT_JWKS, SettingSyntax::jwks).orElse(null);
        return new Tokens(
                issuer == null || audience == null || jwks == null ? null : new Issuer(issuer, audience, jwks),
                new CallerClaims(text(CLAIM_ORG), text(CLAIM_ROLES)));
    }

    private RelyingParty relyingParty(URI publicUrl) {
        int problemsBefore = problems.size();
        String name = either(RP_NAME, SettingSyntax::partyName);
        String id = either(RP_ID, SettingSyntax::domain, publicUrl.getHost().toLowerCase(Locale.ROOT));
        Set<String> origins = either(RP_ORIGINS, SettingSyntax::origins, Set.of(publicUrl.toString())).stream()
                .map(origin -> RelyingParty.originOf(URI.create(origin)))
                .collect(Collectors.toUnmodifiableSet());
        if (!values.containsKey(RP_ID) && SettingSyntax.isIpAddress(publicUrl.getHost())) {
            problem(
                    PUBLIC_URL,
                    "names an IP address, for which browsers make no passkeys: use a name such as localhost, or set "
                            + RP_ID + " and " + RP_ORIGINS);
        }
        if (problems.size() == problemsBefore) {
            origins.stream()
                    .filter(origin -> !isWithin(id, URI.create(origin).getHost()))
                    .forEach(origin ->
                            problem(RP_ORIGINS, "must lie within " + RP_ID + ", which " + origin + " does not"));
        }
        return problems.size() == problemsBefore
                ? new RelyingParty(id, name, origins)
                : RelyingParty.of(URI.create("http://localhost")); // so that reading goes on
    }

    private static boolean isWithin(String domain, String host) {
        return host.equals(domain) || host.endsWith("." + domain);
    }

    private void requireTogether(Setting... settings) {
        List<Setting> missing = Arrays.stream(settings)
                .filter(setting -> !values.containsKey(setting))
                .toList();
        if (missing.size() < settings.length) {
            missing.forEach(setting -> problem(setting, "is missing; it goes with " + others(setting, settings)));
        }
    }

    private static String others(Setting one, Setting... all) {
        return String.join(
                ", ",
                Arrays.stream(all)
                        .filter(setting -> setting != one)
                        .map(Setting::toString)
                        .toList());
    }

    private String text(Setting setting) {
        return either(setting, Function.identity());
    }

    private <T> T either(Setting setting, Function<String, T> syntax) {
        return read(setting, syntax)
                .orElseGet(() -> syntax.apply(setting.byDefault().orElseThrow()));
    }

    private <T> T either(Setting setting, Function<String, T> syntax, T otherwise) {
        return read(setting, syntax).orElse(otherwise);
    }

    private <T> Optional<T> read(Setting setting, Function<String, T> syntax) {
        try {
            return Optional.ofNullable(values.get(setting)).map(syntax);
        } catch (Rejected e) {
            problem(setting, "is wrong: " + e.failure().message());
        } catch (IllegalArgumentException e) {
            problem(setting, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private void problem(Setting setting, String what) {
        problems.add(setting + " " + what);
    }
}
