package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import dev.passlink.server.auth.BearerTokens;
import dev.passlink.server.auth.CallerClaims;
import dev.passlink.server.auth.LocalTokenKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "serve",
                "token",
                "audit",
                "keys",
                "keys create",
                "keys rotate",
                "keys list",
                "keys retire",
                "links",
                "links list",
                "links revoke",
                "deadletters",
                "deadletters list",
                "deadletters retry",
                "deadletters drop",
                "rebuild",
                "audit seal",
                "verify"
            })
    void everyCommandExplainsItself(String command) {
        Run run = run((command + " --help").strip().split(" "));

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("Usage: " + ("passlink " + command).strip())
                .contains("Exit codes:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(run("--version").out()).startsWith("passlink ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dance",
                "demo --fast",
                "token --user u1",
                "token --user system:mailer --org o1",
                "token --user u1 --org o1 --expires 1h",
                "token --user u1 --org o1 --expires PT0S",
                "token --user u1 --org o1 --role @o1",
                "keys",
                "keys list --keyset tokens",
                "keys list --format xml",
                "keys retire",
                "keys retire first",
                "links",
                "links ann",
                "links list",
                "links revoke",
                "links revoke --code 1",
                "links list --user",
                "links list --user system:mailer",
                "links list --user ann --format xml",
                "links revoke --user ann 1",
                "links revoke --user ann --all",
                "deadletters",
                "deadletters list --format xml",
                "deadletters retry",
                "deadletters drop --all 1",
                "deadletters drop --user u1",
                "rebuild sessions",
                "rebuild users --cancel",
                "audit seal",
                "verify ann",
                "verify --format xml"
            })
    void wrongUsageIsExplainedAndExitsWithTwo(String line) {
        Run run = line.isEmpty() ? run() : run(line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: passlink");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "token --user u1 --org o1",
                "audit",
                "keys list",
                "links list --user u1",
                "deadletters list"
            })
    void wrongSettingsAreListedAndExitWithTwo(String line) {
        Run run = run(Map.of("PASSLINK_HTTP_PORT", "http", "PASSLINK_SMTP_HSOT", "mail"), line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("PASSLINK_HTTP_PORT must be").contains("PASSLINK_SMTP_HSOT is not a setting");
    }

    @Test
    void settingsComeFromAFileAsWell() throws IOException {
        Path file = Files.writeString(data.resolve("passlink.conf"), "PASSLINK_HTTP_PORT=http\n");

        Run run = run("keys", "list", "--config", file.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("PASSLINK_HTTP_PORT must be");
    }

    @Test
    void aTokenIsPrintedAloneAndAcceptedByAServerOfTheSameFolder() throws IOException {
        Run run = run("token", "--user", "u1", "--org", "o1", "--role", "ORG_OWNER@o2", "--role", "AUDITOR");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        assertThat(BearerTokens.signedWith(LocalTokenKey.in(data), CallerClaims.DEFAULT)
                        .caller(run.out().strip()))
                .isEqualTo(Caller.of(
                        "u1", "o1", Grant.in(new ResourceOwner("o2"), "ORG_OWNER"), Grant.everywhere("AUDITOR")));
    }

    @Test
    void aRoleInAnOrganizationNeedsOne() {
        Run run = run("token", "--user", "u1", "--org", "o1", "--role", "ORG_OWNER");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("ORG_OWNER@o1");
    }

    @Test
    void noTokenIsSignedWhereSomebodyElseIssuesThem() {
        Run run = run(
                Map.of(
                        "PASSLINK_JWT_ISSUER", "https://issuer.example.org",
                        "PASSLINK_JWT_AUDIENCE", "passlink",
                        "PASSLINK_JWT_JWKS", "https://issuer.example.org/keys"),
                "token",
                "--user",
                "u1",
                "--org",
                "o1");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("https://issuer.example.org");
    }

    @Test
    void aKeysetIsMadeOnce() {
        assertThat(run("keys", "create").exit()).isZero();

        Run again = run("keys", "create");

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).contains("keyset.json exists already");
    }

    @Test
    void aRotatedKeysetHasAFreshPrimaryKey() {
        run("keys", "create");

        Run rotated = run("keys", "rotate");

        assertThat(rotated.out().lines().map(line -> line.replaceFirst("\\d+ +", "")))
                .containsExactly("KEY         STATE", "enabled", "primary");
    }

    @Test
    void keysAreListedAsJsonToo() {
        run("keys", "create");

        assertThat(run("keys", "list", "--format", "json").out().strip())
                .matches("\\{\"key\":\\d+,\"state\":\"primary\"}");
    }

    @Test
    void keysThatAreNotThereAreNotListed() {
        Run run = run("keys", "list");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("keyset.json does not exist");
    }

    @Test
    void anOlderKeyThatNoCodeNeedsIsRetired() throws IOException {
        run("keys", "create");
        String older = primary();
        run("keys", "rotate");
        keysWereChangedAgo(KeysCommand.SETTLING);

        Run retired = run("keys", "retire", older);

        assertThat(retired.exit()).isZero();
        assertThat(retired.out()).containsPattern(older + " +retired");
    }

    @Test
    void noKeyIsRetiredJustAfterARotation() throws IOException {
        run("keys", "create");
        String older = primary();
        run("keys", "rotate");
        keysWereChangedAgo(KeysCommand.SETTLING.minusSeconds(20));

        Run retired = run("keys", "retire", older);

        assertThat(retired.exit()).isEqualTo(1);
        assertThat(retired.out()).isEmpty();
        assertThat(retired.err()).contains("changed less than 60 seconds ago").containsPattern("in (1\\d|20) seconds");
        assertThat(run("keys", "list").out()).containsPattern(older + " +enabled");
    }

    @Test
    void theKeyOfAnOpenCodeIsNotRetiredAndOneWithoutIs() throws Exception {
        run("keys", "create");
        String unused = primary();
        run("keys", "rotate");
        String used = primary();
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            addLink(node);
            run("keys", "rotate");
            keysWereChangedAgo(KeysCommand.SETTLING);

            Run refused = run("keys", "retire", used);
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err()).contains("Key " + used + " is still needed: open codes of it: 1");

            Run retired = run("keys", "retire", unused);
            assertThat(retired.exit()).isZero();
            assertThat(retired.out()).containsPattern(unused + " +retired").containsPattern(used + " +enabled");
        }
    }

    @Test
    void theKeyThatAUsersDataIsEncryptedWithIsNotRetiredUntilTheUserIsRemoved() throws Exception {
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            addLink(node);
            String used = primaryOf("personal");
            run("keys", "rotate", "--keyset", "personal");
            keysWereChangedAgo("personal-keyset.json", KeysCommand.SETTLING);

            Run refused = run("keys", "retire", used, "--keyset", "personal");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err())
                    .contains("Key " + used + " is still needed: users whose data is encrypted with it: 1");
        }
    }

    @Test
    void aKeyOfSealsIsRetiredAndStaysInTheList() {
        run("keys", "create", "--keyset", "seals");
        String older = primaryOf("seals");
        run("keys", "rotate", "--keyset", "seals");

        Run retired = run("keys", "retire", older, "--keyset", "seals");

        assertThat(retired.exit()).isZero();
        assertThat(retired.out()).containsPattern(older + " +retired").containsPattern("\\d+ +primary");
    }

    @Test
    void thePrimaryKeyIsNotRetired() throws IOException {
        run("keys", "create");
        keysWereChangedAgo(KeysCommand.SETTLING);

        Run retired = run("keys", "retire", primary());

        assertThat(retired.exit()).isEqualTo(1);
        assertThat(retired.err()).contains("primary");
    }

    @Test
    void keysAreNotRetiredWhereNobodyCanLookAtTheStore() {
        Run run = run(Map.of("PASSLINK_STORE", "memory"), "keys", "retire", "1");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("PASSLINK_STORE=jdbc");
    }

    /** The number of the key that makes new codes. */
    private String primary() {
        return primaryOf("codes");
    }

    private String primaryOf(String keyset) {
        return run("keys", "list", "--keyset", keyset, "--format", "json")
                .out()
                .lines()
                .filter(line -> line.contains("primary"))
                .map(line -> line.replaceAll("\\D", ""))
                .findFirst()
                .orElseThrow();
    }

    private void keysWereChangedAgo(Duration time) throws IOException {
        keysWereChangedAgo("keyset.json", time);
    }

    private void keysWereChangedAgo(String file, Duration time) throws IOException {
        Files.setLastModifiedTime(
                data.resolve(file), FileTime.from(Instant.now().minus(time)));
    }

    private static void addLink(Node node) throws Exception {
        String user = """
                {"userId":"u1","profile":{"givenName":"Given","familyName":"Family"},\
                "email":{"email":"u1@example.org"}}""";
        post(node, "/v2/users/human", user);
        post(node, "/auth/v1/users/me/passwordless/_link", "");
    }

    private static void post(Node node, String path, String body) throws Exception {
        String token = node.token(new UserId("u1"), new ResourceOwner("o1"), List.of("ORG_OWNER@o1"));
        HttpRequest request = HttpRequest.newBuilder(node.url().resolve(path))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private Run run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private Run run(Map<String, String> settings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = PasslinkCommand.line(environment(settings))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new Run(line.execute(arguments), out.toString(), err.toString());
    }

    private Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("PASSLINK_DATA", data.toString());
        return environment;
    }

    private record Run(int exit, String out, String err) {}
}
