package dev.passlink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.passlink.api.mail.MailSettings.Notices;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.mail.Outbox;
import dev.passlink.api.mail.Smtp;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Permission;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.MailLimit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void nothingNeedsToBeSet() {
        Settings settings = Settings.of(Map.of());

        assertThat(settings.http()).isEqualTo(new Settings.Http("127.0.0.1", 8080, null, null));
        assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(settings.store()).isEqualTo(Settings.Store.JDBC);
        assertThat(settings.database().url()).endsWith("data/passlink;WRITE_DELAY=0");
        assertThat(settings.mail().delivery().transport())
                .isEqualTo(new Outbox(settings.data().resolve("outbox")));
        assertThat(settings.mail().delivery().from()).isEqualTo("passlink@localhost");
        assertThat(settings.codes()).isEqualTo(InitCodeRules.DEFAULT);
        assertThat(settings.roles()).isEqualTo(Roles.DEFAULT);
        assertThat(settings.tokens().issuer()).isNull();
        assertThat(settings.relyingParty().origins()).containsExactly("http://localhost:8080");
        assertThat(settings.consistencyWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.docs()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "passlink.example.org, http://passlink.example.org:8080",
        "0.0.0.0, http://localhost:8080",
        "::, http://localhost:8080",
        "::1, http://[::1]:8080",
        "[fe80::1], http://[fe80::1]:8080"
    })
    void whereItListensCanBeOpenedFromHere(String host, URI url) {
        assertThat(new Settings.Http(host, 8080, null, null).url()).isEqualTo(url);
    }

    @Test
    void healthAndMetricsAreInClearOnAPortOfTheirOwn() {
        Settings.Tls tls = new Settings.Tls(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Settings.Http beside = new Settings.Http("::1", 8443, tls, null);
        Settings.Http apart = new Settings.Http("::1", 8443, tls, 0);

        assertThat(beside.managementUrl(8443)).isEqualTo(URI.create("https://[::1]:8443"));
        assertThat(apart.url()).isEqualTo(URI.create("https://[::1]:8443"));
        assertThat(apart.managementUrl(9090)).isEqualTo(URI.create("http://[::1]:9090"));
    }

    @Test
    void securityNoticesAreMailedUnlessSwitchedOff() {
        assertThat(Settings.of(Map.of()).mail().delivery().notices()).isEqualTo(Notices.MAILED);
        assertThat(Settings.of(Map.of("PASSLINK_MAIL_NOTICES", "false"))
                        .mail()
                        .delivery()
                        .notices())
                .isEqualTo(Notices.NONE);
    }

    @Test
    void theLimitOfMailsIsARuleOfCodes() {
        Settings settings = Settings.of(Map.of("PASSLINK_MAIL_LIMIT", "100", "PASSLINK_MAIL_WINDOW", "PT1H"));

        assertThat(settings.codes().mailLimit()).isEqualTo(new MailLimit(100, Duration.ofHours(1)));
        assertThat(Settings.of(Map.of()).codes().mailLimit()).isEqualTo(MailLimit.DEFAULT);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(problems(Map.of(
                        "PASSLINK_HTTP_PORT", "http",
                        "PASSLINK_CODE_LENGTH", "11",
                        "PASSLINK_CODE_EXPIRY", "1h",
                        "PASSLINK_PUBLIC_URL", "http://login.example.org",
                        "PASSLINK_SMTP_HSOT", "mail.example.org")))
                .containsExactlyInAnyOrder(
                        "PASSLINK_HTTP_PORT must be a whole number from 0 to 65535",
                        "PASSLINK_CODE_LENGTH must be a whole number from 12 to 64",
                        "PASSLINK_CODE_EXPIRY must be an ISO-8601 duration in whole milliseconds, such as PT1H or PT15M",
                        "PASSLINK_PUBLIC_URL must begin with https:// unless it is localhost",
                        "PASSLINK_SMTP_HSOT is not a setting");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP_PORT                  | 65536
            MANAGEMENT_PORT            | -1
            PUBLIC_URL                 | https://login.example.org/path
            PUBLIC_URL                 | https://user@login.example.org
            PUBLIC_URL                 | ftp://login.example.org
            PUBLIC_URL                 | http://127.0.0.1.example.org
            STORE                      | files
            JDBC_URL                   | jdbc:h2:file:./data/passlink
            JDBC_URL                   | jdbc:h2:file:./data/passlink;WRITE_DELAY=0;AUTO_SERVER=TRUE
            JDBC_URL                   | jdbc:h2:mem:passlink
            JDBC_URL                   | jdbc:mysql://localhost/passlink
            JDBC_URL                   | jdbc:postgresql://localhost/passlink?user=me&password=secret
            AXONSERVER                 | localhost
            AXONSERVER_TLS             | yes
            SMTP_PORT                  | 0
            SMTP_TLS                   | ssl
            MAIL_FROM                  | nobody
            MAIL_TEMPLATES             | ./no-such-folder
            MAIL_NOTICES               | 1
            MAIL_LIMIT                 | 0
            MAIL_LIMIT                 | 101
            MAIL_WINDOW                | PT0S
            CODE_LENGTH                | 65
            CODE_EXPIRY                | PT0.999S
            CODE_EXPIRY                | P31D
            CODE_EXPIRY                | PT1.0001S
            CODE_MAX_ATTEMPTS          | 0
            CODE_MAX_OPEN              | 101
            CODE_MAX_FAILED_CEREMONIES | 0
            ROLES                      | ./no-such-file
            RP_ID                      | 127.0.0.1
            RP_ID                      | login.example.org/path
            RP_ORIGINS                 | https://elsewhere.example.org
            RP_ORIGINS                 | https://localhost.example.org
            URL_TEMPLATE_HOSTS         | https://app.example.org
            URL_TEMPLATE_HOSTS         | app.example.org:8443
            CORS_ORIGINS               | http://elsewhere.example.org
            CONSISTENCY_WAIT           | PT2M
            LOG_LEVEL                  | loud
            LOG_FORMAT                 | xml
            DOCS                       | TRUE
            """)
    void whatCannotBeUsedIsRefused(Setting setting, String value) {
        assertThat(problems(Map.of(setting.toString(), value)))
                .singleElement()
                .satisfies(problem -> assertThat(problem).startsWith(setting + " "));
    }

    @ParameterizedTest
    @CsvSource({"TLS_CERT, TLS_KEY", "SMTP_PASSWORD, SMTP_USER", "JWT_AUDIENCE, JWT_ISSUER", "JWT_AUDIENCE, JWT_JWKS"})
    void whatGoesTogetherMustBeSetTogether(Setting one, Setting other) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(problems(Map.of(one.toString(), file.toString())))
                .anyMatch(problem -> problem.startsWith(other + " is missing"));
    }

    @Test
    void aDatabaseIsRefusedWithTheStoreInMemory() {
        assertThat(problems(Map.of(
                        "PASSLINK_STORE", "memory",
                        "PASSLINK_JDBC_URL", "jdbc:postgresql://localhost/passlink")))
                .containsExactly("PASSLINK_JDBC_URL does not go with PASSLINK_STORE=memory");
    }

    @Test
    void theManagementPortMustBeAnother() {
        assertThat(problems(Map.of("PASSLINK_MANAGEMENT_PORT", "8080")))
                .containsExactly("PASSLINK_MANAGEMENT_PORT must be another port than PASSLINK_HTTP_PORT");
    }

    @Test
    void defaultsFollowThePublicUrl() {
        Settings settings = Settings.of(Map.of("PASSLINK_PUBLIC_URL", "https://login.example.org/"));

        assertThat(settings.publicUrl()).isEqualTo(URI.create("https://login.example.org"));
        assertThat(settings.mail().delivery().from()).isEqualTo("passlink@login.example.org");
        assertThat(settings.relyingParty().id()).isEqualTo("login.example.org");
        assertThat(settings.urlTemplateHosts()).containsExactly("login.example.org");
    }

    @Test
    void passkeysBelongToTheRelyingPartyThatIsNamed() {
        Settings settings = Settings.of(Map.of(
                "PASSLINK_PUBLIC_URL", "https://login.example.org",
                "PASSLINK_RP_ID", "Example.org",
                "PASSLINK_RP_NAME", "Acme",
                "PASSLINK_RP_ORIGINS", "https://Login.example.org:443, https://app.example.org:8443/",
                "PASSLINK_URL_TEMPLATE_HOSTS", "App.example.org, login.example.org"));

        assertThat(settings.relyingParty())
                .isEqualTo(new RelyingParty(
                        "example.org", "Acme", Set.of("https://login.example.org", "https://app.example.org:8443")));
        assertThat(settings.urlTemplateHosts()).containsExactlyInAnyOrder("app.example.org", "login.example.org");
    }

    @Test
    void aNameOfTheRelyingPartyThatIsTooLongIsRefused() {
        assertThat(problems(Map.of("PASSLINK_RP_NAME", "x".repeat(65))))
                .containsExactly("PASSLINK_RP_NAME is wrong: relying party name must not be longer than 64 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "http://[::1]:8080", "https://192.0.2.7"})
    void anIpAddressIsNoRelyingParty(String publicUrl) {
        assertThat(problems(Map.of("PASSLINK_PUBLIC_URL", publicUrl)))
                .containsExactly("PASSLINK_PUBLIC_URL names an IP address, for which browsers make no passkeys: use a"
                        + " name such as localhost, or set PASSLINK_RP_ID and PASSLINK_RP_ORIGINS");
    }

    @Test
    void linksMayLeadToAnIpAddressIfPasskeysAreMadeElsewhere() {
        Settings settings = Settings.of(Map.of(
                "PASSLINK_PUBLIC_URL", "https://192.0.2.7",
                "PASSLINK_RP_ID", "example.org",
                "PASSLINK_RP_ORIGINS", "https://login.example.org"));

        assertThat(settings.relyingParty().id()).isEqualTo("example.org");
    }

    @Test
    void aMailServerIsUsedWhereThereIsOne() {
        MailTransport transport = Settings.of(Map.of(
                        "PASSLINK_SMTP_HOST", "mail.example.org",
                        "PASSLINK_SMTP_USER", "passlink",
                        "PASSLINK_SMTP_PASSWORD", "secret"))
                .mail()
                .delivery()
                .transport();

        assertThat(transport)
                .isEqualTo(Smtp.server("mail.example.org", 587).with(new Smtp.Login("passlink", "secret")));
    }

    @Test
    void rolesAreReadFromAFile() throws IOException {
        Path roles =
                Files.writeString(folder.resolve("roles"), "HELPDESK = user.read, user.write\nAUDITOR=audit.read\n");

        assertThat(Settings.of(Map.of("PASSLINK_ROLES", roles.toString()))
                        .roles()
                        .permissions())
                .isEqualTo(Map.of(
                        "HELPDESK", Set.of(Permission.USER_READ, Permission.USER_WRITE),
                        "AUDITOR", Set.of(Permission.AUDIT_READ)));
    }

    @Test
    void aRoleWithAnUnknownPermissionIsRefused() throws IOException {
        Path roles = Files.writeString(folder.resolve("roles"), "HELPDESK = user.raed\n");

        assertThat(problems(Map.of("PASSLINK_ROLES", roles.toString())))
                .singleElement()
                .asString()
                .contains("unknown permission")
                .contains("user.read");
    }

    @Test
    void noSecretIsEverPrinted() {
        Settings settings = Settings.of(Map.of(
                "PASSLINK_JDBC_URL", "jdbc:postgresql://localhost/passlink",
                "PASSLINK_JDBC_PASSWORD", "secret-1",
                "PASSLINK_SMTP_HOST", "mail.example.org",
                "PASSLINK_SMTP_USER", "passlink",
                "PASSLINK_SMTP_PASSWORD", "secret-2",
                "PASSLINK_AXONSERVER_TOKEN", "secret-3"));

        assertThat(settings.toString()).contains("mail.example.org").doesNotContain("secret-");
    }

    @Test
    void aBlankValueCountsAsNotSet() {
        assertThat(Settings.of(Map.of("PASSLINK_HTTP_PORT", " "))).isEqualTo(Settings.of(Map.of()));
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("passlink.conf"), "# ours\nPASSLINK_HTTP_PORT=1111\nPASSLINK_HTTP_HOST=0.0.0.0\n");
        Map<String, String> environment = new HashMap<>(Map.of("PASSLINK_HTTP_PORT", "2222", "PATH", "/bin"));

        assertThat(new SettingsSource(environment, file).values())
                .isEqualTo(Map.of("PASSLINK_HTTP_PORT", "2222", "PASSLINK_HTTP_HOST", "0.0.0.0"));
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        SettingsSource source = new SettingsSource(Map.of(), folder.resolve("nowhere"));

        assertThatThrownBy(source::values).isInstanceOf(InvalidSettings.class).hasMessageContaining("nowhere");
    }

    private static List<String> problems(Map<String, String> values) {
        return catchThrowableOfType(InvalidSettings.class, () -> Settings.of(values))
                .problems();
    }
}
