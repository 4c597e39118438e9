package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.Passlink;
import dev.passlink.api.RebuildOffice;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import dev.passlink.server.StoreBesideServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rebuilds on the command line, with a server on the same store and without. */
class RebuildCommandTest {

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.everywhere("IAM_OWNER"));

    @TempDir
    Path data;

    @Test
    void allReadModelsAreRebuiltWhereNobodyServes() {
        added("ann", "bob");

        Run run = run("rebuild");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("rebuilt ")
                .contains("init-codes", "users")
                .endsWith("2 events of 2 users\n");
        assertThat(run.err()).contains("100 %").doesNotContain("\r");
        assertThat(found("ann")).isEqualTo("ann");
    }

    @Test
    void oneReadModelIsRebuiltBesideAServerWhichFollows() throws Exception {
        added("ann");
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            Run run = run("rebuild", "users");

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("rebuilt users: 1 events of 1 users\n");
            assertThat(node.url()).isNotNull();
        }
        assertThat(found("ann")).isEqualTo("ann");
    }

    @Test
    void anUnfinishedRebuildIsNamedAndDropped() {
        added("ann");
        Settings settings = Settings.of(environment(Map.of()));
        try (RebuildOffice office = RebuildOffice.open(
                StoreBesideServer.of(settings).orElseThrow(), settings.keysets().personal())) {
            office.rebuild(ReadModel.USERS); // which the end interrupts
        }

        Run other = run("rebuild", "init-codes");
        Run cancelled = run("rebuild", "--cancel");
        Run again = run("rebuild", "--cancel");

        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).startsWith("A rebuild of users is unfinished since ");
        assertThat(cancelled.out()).isEqualTo("cancelled the rebuild of users\n");
        assertThat(again.out()).isEqualTo("There is no unfinished rebuild.\n");
        assertThat(run("rebuild", "init-codes").exit()).isZero();
    }

    @Test
    void anUnknownProjectionIsUsageAndTheKnownOnesAreNamed() {
        Run run = run("rebuild", "sessions");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("There is no projection sessions, but there are ")
                        .contains("init-codes", "users"));
    }

    @Test
    void whereThereIsNoStoreNothingIsRebuiltAndNoneIsMade() {
        Run run = run("rebuild");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("There is no store yet, and nothing to rebuild.\n");
        assertThat(data).isEmptyDirectory();
    }

    private void added(String... users) {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            for (String user : users) {
                passlink.users()
                        .add(OWNER, new UserId(user), Person.named(user, "First", "Last", null))
                        .join();
            }
        }
    }

    private String found(String user) {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            return passlink.users().get(OWNER, new UserId(user)).join().person().userName();
        }
    }

    private Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = PasslinkCommand.line(environment(Map.of()))
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
