package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What has happened, on the command line, with a server on the same store and without. */
class AuditCommandTest {

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.everywhere("IAM_OWNER"));
    private static final String HOSTILE = "=2+2 \"<script>alert('x')</script>\", &amp;";

    @TempDir
    Path data;

    @Test
    void whereThereIsNoStoreNothingHasHappenedAndNoneIsMade() {
        assertThat(run("audit").out().lines()).hasSize(1);
        assertThat(run("audit", "--format", "json").out()).isEmpty();
        assertThat(run("audit", "--at", "2026-11-21", "--format", "json").out()).isEmpty();
        assertThat(run("audit", "--format", "html").out()).contains("Nothing.");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aHistoryIsATableForPersons() {
        CodeId code = history();

        Run run = run("audit");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(5);
        assertThat(run.out().lines().toList().get(2))
                .matches("\\d{4}-.*Z +ann +2 +link made +owner +AddPasswordlessRegistration +acme +" + code);
    }

    @Test
    void aHistoryIsAJsonObjectALine() throws Exception {
        CodeId code = history();

        List<String> lines = run("audit", "--format", "json").out().lines().toList();

        assertThat(lines).hasSize(4);
        JsonNode event = new ObjectMapper().readTree(lines.get(1));
        assertThat(event.at("/type").asText()).isEqualTo("user.human.passwordless.initialization.code.added");
        assertThat(event.at("/userId").asText()).isEqualTo("ann");
        assertThat(event.at("/sequence").asLong()).isEqualTo(2);
        assertThat(event.at("/codeId").asText()).isEqualTo(code.value());
        assertThat(event.at("/editor").asText()).isEqualTo("owner");
        assertThat(event.at("/editorOrganization").asText()).isEqualTo("acme");
        assertThat(event.at("/operation").asText()).isEqualTo("AddPasswordlessRegistration");
        assertThat(event.at("/resourceOwner").asText()).isEqualTo("acme");
        assertThat(Instant.parse(event.at("/time").asText())).isBefore(Instant.now());
        assertThat(event.at("/correlationId").asText()).isNotEmpty();
        assertThat(event.at("/causationId").asText()).isNotEmpty();
    }

    @Test
    void aHistoryIsFilteredByWhatIsGiven() {
        CodeId code = history();

        assertThat(rows("--user", "ann")).isEqualTo(3);
        assertThat(rows("--org", "globex")).isEqualTo(1);
        assertThat(rows("--code", code.value())).isEqualTo(1);
        assertThat(rows("--editor", "owner")).isEqualTo(4);
        assertThat(rows("--editor", "somebody")).isZero();
        assertThat(rows("--from", "2020-01-01", "--until", "9999-12-31T22:00-01:00"))
                .isEqualTo(4);
        assertThat(rows("--until", "2020-01-01")).isZero();
        assertThat(rows("--user", "ann", "--code", code.value(), "--org", "globex"))
                .isZero();
    }

    @Test
    void aSpreadsheetTakesNoIdForAFormula() {
        add(HOSTILE, "+acme");

        String out = run("audit", "--format", "csv").out();

        assertThat(out).startsWith("time,user_id,sequence,type,").endsWith("\r\n");
        assertThat(out.split("\r\n")).hasSize(2);
        assertThat(out)
                .contains(",\"'=2+2 \"\"<script>alert('x')</script>\"\", &amp;\",1,user.human.added,owner,acme,")
                .contains(",'+acme,");
    }

    @Test
    void aPageNeedsNothingElseAndRunsNothing() throws Exception {
        add(HOSTILE, "acme");

        String page = run("audit", "--format", "html", "--user", HOSTILE).out();

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>" + System.lineSeparator())
                .contains("&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#34;, &#38;amp;")
                .doesNotContain("<script", "http-equiv=\"refresh\"", "@import", "url(", "src=");
        assertThat(page.replaceAll("(?s)<svg xmlns=\"http://www.w3.org/2000/svg\"", ""))
                .doesNotContain("://");
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        assertThat(page)
                .contains("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash) + "'");
    }

    @Test
    void aPageTellsTheWholeHistoryInWords() {
        history();

        String page = run("audit", "--format", "html").out();

        assertThat(page.split("<details>", -1)).hasSize(5);
        assertThat(page.replaceAll("<[^>]*>", ""))
                .contains("owner added ann")
                .contains("owner made a registration link for ann")
                .contains("owner locked ann")
                .contains("4 events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "json", "csv", "html"})
    void usersAreShownAsTheyWere(String format) {
        history();

        Run atTheEnd = run("audit", "--at", "9999-01-01", "--format", format);
        Run afterTheFirst = run("audit", "--at", "1", "--user", "ann", "--format", format);

        assertThat(atTheEnd.exit()).as(atTheEnd.err()).isZero();
        assertThat(atTheEnd.out()).contains("ann", "bob", "LOCKED", "EXPIRED");
        assertThat(afterTheFirst.out()).contains("ann", "ACTIVE").doesNotContain("bob", "LOCKED", "EXPIRED");
    }

    @Test
    void aStateIsJsonWithPersonDetailsAndCodes() throws Exception {
        CodeId code = history();

        Run run = run("audit", "--at", "9999-01-01", "--org", "acme", "--format", "json");

        assertThat(run.out().lines()).hasSize(1);
        JsonNode ann = new ObjectMapper().readTree(run.out());
        assertThat(ann.at("/userId").asText()).isEqualTo("ann");
        assertThat(ann.at("/state").asText()).isEqualTo("LOCKED");
        assertThat(ann.at("/person/email").asText()).isEqualTo("user@acme.example");
        assertThat(ann.at("/details/sequence").asLong()).isEqualTo(3);
        assertThat(ann.at("/codes/0/codeId").asText()).isEqualTo(code.value());
        assertThat(ann.at("/codes/0/state").asText()).isEqualTo("EXPIRED");
        assertThat(run.out()).doesNotContain("nonce");
    }

    @Test
    void nobodyIsThereBeforeTheFirstEvent() {
        history();

        assertThat(run("audit", "--at", "2020-01-01", "--format", "json").out()).isEmpty();
        assertThat(run("audit", "--at", "2020-01-01", "--user", "ann", "--format", "json")
                        .out())
                .isEmpty();
    }

    @Test
    void aHistoryIsToldBesideAServer() {
        history();
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            Run run = run("audit");

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out().lines()).hasSize(5);
            assertThat(node.url()).isNotNull();
        }
    }

    @Test
    void aHistoryThatLacksEventsSaysSo() throws Exception {
        history();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + data.resolve("passlink") + ";WRITE_DELAY=0", "", "");
                Statement statement = connection.createStatement()) {
            statement.execute("delete from token_entry where processor_name = 'audit-trail@1'");
        }

        Run run = run("audit", "--format", "html");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).startsWith("This is incomplete");
        assertThat(run.out()).contains("This is incomplete");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--from yesterday | must be a time, such as",
                "--from 2026-13-01 | must be a time, such as",
                "--until 2026-11-21T10:00 | must be a time, such as",
                "--from 2026-11-22 --until 2026-11-21 | from must be before until",
                "--from 0000-01-01 | years are from 1 to 9999",
                "--at noon | must be a time or a sequence",
                "--at 0 --user ann | a sequence is a number of at least 1",
                "--at 99999999999999999999 --user ann | a sequence is a number of at least 1",
                "--at 3 | --at with a sequence needs --user",
                "--at 2026-11-21 --from 2026-11-20 | does not go with --from or --until",
                "--at 2026-11-21 --editor ann | does not go with --editor",
                "--user system:mailer | user id must not begin with",
                "--format xml | Invalid value for option '--format'",
                "--dance | Unknown option",
                "seals | Unmatched argument"
            })
    void whatCannotBeAskedIsExplainedAndExitsWithTwo(String arguments, String explained) {
        Run run = run(("audit " + arguments).split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().findFirst().orElse("")).contains(explained);
    }

    @Test
    void aStoreInMemoryIsOutOfReach() {
        Run run = run(Map.of("PASSLINK_STORE", "memory"), "audit");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("PASSLINK_STORE=jdbc");
    }

    /** Ann of acme is added, gets a link and is locked; bob of globex is added. Answers the id of the code. */
    private CodeId history() {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            UserId ann = add(passlink, "ann", "acme");
            CodeId code = passlink.links().add(OWNER, ann).join().codeId();
            ObjectDetails locked = passlink.users().lock(OWNER, ann).join();
            add(passlink, "bob", "globex");
            assertThat(locked.sequence()).isEqualTo(3);
            assertThat(passlink.audit().history(OWNER, AuditFilter.ALL)).hasSize(4); // the trail has seen them
            return code;
        }
    }

    private void add(String user, String organization) {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            add(passlink, user, organization);
            assertThat(passlink.audit().history(OWNER, AuditFilter.ALL)).hasSize(1);
        }
    }

    private static UserId add(Passlink passlink, String user, String organization) {
        UserId userId = new UserId(user);
        Person person = Person.named("somebody", "First", "Last", new Email("user@acme.example", true));
        passlink.users()
                .in(new ResourceOwner(organization))
                .add(OWNER, userId, person)
                .join();
        return userId;
    }

    private long rows(String... filter) {
        String[] arguments = new String[filter.length + 3];
        arguments[0] = "audit";
        arguments[1] = "--format";
        arguments[2] = "json";
        System.arraycopy(filter, 0, arguments, 3, filter.length);
        Run run = run(arguments);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out().lines().count();
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
