package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Proofs on the command line, with a server on the same store and without. */
class VerifyCommandTest {

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.everywhere("IAM_OWNER"));

    @TempDir
    Path data;

    @Test
    void whereThereIsNoStoreNothingIsVerifiedAndNoneIsMade() {
        Run run = run("verify");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("There is no store yet");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aStoreInMemoryIsOutOfReach() {
        for (String[] line : new String[][] {
            {"verify"}, {"audit", "seal", "--out", data.resolve("s").toString()}
        }) {
            Run run = run(Map.of("PASSLINK_STORE", "memory"), line);

            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aStoreThatTellsTheTruthIsVerifiedBesideAServerToo() {
        added("ann", "bob");
        Run alone = run("verify");
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            Run beside = run("verify");

            assertThat(node.url()).isNotNull();
            assertThat(beside.err()).isEmpty();
            assertThat(beside.exit()).as(beside.out()).isZero();
            assertThat(beside.out().strip()).isEqualTo("2 users, 4 events: nothing found");
        }
        assertThat(alone.exit()).as(alone.out() + alone.err()).isZero();
        assertThat(alone.out()).contains("2 users, 4 events: nothing found");
    }

    @Test
    void eachDifferenceIsALineAndMakesItFail() throws Exception {
        added("ann", "bob");
        execute("update passlink_user set first_name = 'Eve', email = 'eve@example.org' where user_id = 'ann'");
        execute("delete from passlink_init_code where user_id = 'bob'");

        Run run = run("verify");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("Eve", "eve@example.org");
        assertThat(run.out().lines().toList())
                .anyMatch("users: the row ann in passlink_user differs in first_name, email"::equals)
                .anyMatch(line -> line.matches("init-codes: the row bob / \\d+ in passlink_init_code is missing"))
                .last()
                .isEqualTo("2 users, 4 events: found 2");
    }

    @Test
    void differencesAreJsonForPrograms() throws Exception {
        added("ann");
        execute("update passlink_user set first_name = 'Eve' where user_id = 'ann'");
        execute("update domain_event_entry set meta_data = X'7b7d' where sequence_number = 1");

        Run run = run("verify", "--format", "json");

        ObjectMapper json = new ObjectMapper();
        assertThat(run.exit()).isEqualTo(1);
        for (String line : run.out().lines().toList()) {
            JsonNode found = json.readTree(line);
            assertThat(found.isObject()).as(line).isTrue();
        }
        assertThat(run.out())
                .contains(
                        "{\"finding\":\"drift\",\"readModel\":\"users\",\"row\":\"differs\",\"table\":\"passlink_user\","
                                + "\"key\":[\"ann\"],\"columns\":[\"first_name\"]}")
                .contains("\"finding\":\"unsigned\",\"userId\":\"ann\",\"sequence\":2");
    }

    @Test
    void whatMovesTheCursorOfATerminalIsNotPrinted() throws Exception {
        added("ann");
        execute("update passlink_user set user_id = 'ann' || char(27) || '[2J' || char(10) || 'x'");

        assertThat(run("verify").out()).doesNotContain("\u001b").contains("ann\uFFFD[2J\uFFFDx");
    }

    @Test
    void aSealHoldsUntilSomebodyChangesWhatIsUnderIt() throws Exception {
        added("ann", "bob");
        Path seal = data.resolve("seal.json");
        assertThat(run("keys", "create", "--keyset", "seals").exit()).isZero();

        Run sealed = run("audit", "seal", "--out", seal.toString());
        Run holds = run("verify", "--seal", seal.toString());
        execute("update domain_event_entry set event_identifier = 'another' where aggregate_identifier = 'bob'"
                + " and sequence_number = 0");
        Run broken = run("verify", "--seal", seal.toString());

        assertThat(sealed.exit()).as(sealed.err()).isZero();
        assertThat(sealed.out()).contains("sealed 4 events");
        assertThat(holds.exit()).as(holds.out() + holds.err()).isZero();
        assertThat(holds.out()).containsPattern("seal of 20.*Z holds: its 4 events are as they were");
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out())
                .contains("seal: broken in block 0, events 1 to 4 of the store; 4 events were sealed, 4 are there");
    }

    @Test
    void aSealIsNeverOverwritten() throws Exception {
        added("ann");
        run("keys", "create", "--keyset", "seals");
        Path seal = Files.writeString(data.resolve("seal.json"), "mine");

        Run run = run("audit", "seal", "--out", seal.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("never overwritten");
        assertThat(seal).hasContent("mine");
    }

    @Test
    void withoutKeysThereIsNoSealAndItIsSaidHowToMakeThem() {
        added("ann");

        Run run = run("audit", "seal", "--out", data.resolve("seal.json").toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("passlink keys create --keyset seals");
    }

    @Test
    void whatIsNoSealOrNotGenuineIsRefused() throws Exception {
        added("ann");
        run("keys", "create", "--keyset", "seals");
        Path seal = data.resolve("seal.json");
        run("audit", "seal", "--out", seal.toString());
        Path forged = Files.writeString(
                data.resolve("forged.json"), Files.readString(seal).replace("\"events\" : 2", "\"events\" : 1"));
        Path nothing = Files.writeString(data.resolve("nothing.json"), "{}");

        assertThat(run("verify", "--seal", forged.toString()).err()).contains("is not genuine");
        assertThat(run("verify", "--seal", nothing.toString()).err()).contains("There is no seal in");
        assertThat(run("verify", "--seal", data.resolve("none").toString()).err())
                .contains("cannot be read");
        assertThat(run("verify", "--seal", nothing.toString()).exit()).isEqualTo(1);
    }

    /** A user with a link, each. */
    private void added(String... names) {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            for (String name : names) {
                UserId userId = new UserId(name);
                passlink.users()
                        .add(OWNER, userId, Person.named(name, "A", "B", new Email(name + "@example.org", true)))
                        .join();
                passlink.links().add(OWNER, userId).join();
                passlink.links().list(OWNER, userId).join(); // the rows show it
                passlink.users().get(OWNER, userId).join();
            }
        }
    }

    private void execute(String sql) throws SQLException {
        String url = "jdbc:h2:file:" + data.resolve("passlink") + ";WRITE_DELAY=0";
        try (Connection connection = DriverManager.getConnection(url, "", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PASSLINK_DATA", data.toString());
        return environment;
    }

    private Run run(String... line) {
        return run(Map.of(), line);
    }

    private Run run(Map<String, String> more, String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine passlink = PasslinkCommand.line(environment(more))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        return new Run(passlink.execute(line), out.toString(), err.toString());
    }

    private record Run(int exit, String out, String err) {}
}
