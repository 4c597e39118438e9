package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Mails that were given up, on the command line, with a server on the same store and without. */
class DeadLettersCommandTest {

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.everywhere("IAM_OWNER"));

    @TempDir
    Path data;

    @Test
    void whereThereIsNoStoreNoMailWasGivenUpAndNoneIsMade() {
        assertThat(run("deadletters", "list").exit()).isZero();
        assertThat(run("deadletters", "list", "--format", "json").out()).isEmpty();
        assertThat(run("deadletters", "drop", "--all").exit()).isEqualTo(1);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void mailsAreListedForPersons() {
        String id = givenUp("ann").get(0);

        Run run = run("deadletters", "list");

        assertThat(run.exit()).isZero();
        assertThat(run.out().lines())
                .hasSize(2)
                .last()
                .asString()
                .containsPattern(id + " +ann +acme +\\d{4}-.*Z +OPEN +SMTP 550 5\\.1\\.1");
    }

    @Test
    void mailsAreListedAsJsonOfOneUserToo() throws Exception {
        String id = givenUp("a \"quoted\" name", "bob").get(0);

        Run run = run("deadletters", "list", "--format", "json", "--user", "a \"quoted\" name");

        JsonNode letter = new ObjectMapper().readTree(run.out());
        assertThat(run.out().lines()).hasSize(1);
        assertThat(letter.at("/id").asText()).isEqualTo(id);
        assertThat(letter.at("/userId").asText()).isEqualTo("a \"quoted\" name");
        assertThat(letter.at("/resourceOwner").asText()).isEqualTo("acme");
        assertThat(letter.at("/reason").asText()).isEqualTo("SMTP 550 5.1.1");
        assertThat(letter.at("/link").asText()).isEqualTo("OPEN");
        assertThat(letter.at("/givenUpAt").asText()).matches("\\d{4}-.*Z");
    }

    @Test
    void aMailIsRetriedBesideAServerWhichDeliversIt() throws Exception {
        List<String> ids = givenUp("ann", "bob");
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            Run run = run("deadletters", "retry", ids.get(0));

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out().strip()).isEqualTo("retried " + ids.get(0));
            awaitMail();
            await(() -> run("deadletters", "list").out().lines().count() == 2);
            assertThat(run("deadletters", "list").out()).contains(ids.get(1));
            assertThat(node.url()).isNotNull();
        }
    }

    @Test
    void allMailsAreDroppedBesideAServer() {
        List<String> ids = givenUp("ann", "bob");
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            Run run = run("deadletters", "drop", "--all");

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out().lines()).containsExactlyInAnyOrder("dropped " + ids.get(0), "dropped " + ids.get(1));
            await(() -> run("deadletters", "list").out().lines().count() == 1);
            assertThat(node.url()).isNotNull();
        }
    }

    @Test
    void whatCannotBeRetriedIsToldAndTheOthersAreRetried() {
        List<String> ids = givenUp("ann", "bob");
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            passlink.links().revokeAll(OWNER, new UserId("ann")).join();
            passlink.deadLetters().list(OWNER, 0, 10).join(); // the row shows it
        }

        Run run = run("deadletters", "retry", "--all");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().strip()).isEqualTo("retried " + ids.get(1));
        assertThat(run.err()).contains(ids.get(0) + ": This registration link has been revoked.");
    }

    @Test
    void anUnknownMailIsNeitherRetriedNorDropped() {
        String id = givenUp("ann").get(0);

        Run unknown = run("deadletters", "drop", "4711");
        Run ofAnother = run("deadletters", "retry", id, "--user", "bob");

        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("No mail 4711 was given up.");
        assertThat(ofAnother.exit()).isEqualTo(1);
        assertThat(run("deadletters", "list").out()).contains(id);
    }

    @Test
    void aStoreInMemoryIsOutOfReach() {
        Run run = run(Map.of("PASSLINK_STORE", "memory"), "deadletters", "list");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("PASSLINK_STORE=jdbc");
    }

    /** Users with a mail each that was refused for good; answers the ids of the mails. */
    private List<String> givenUp(String... users) {
        MailTransport refusing = mail -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1");
        List<String> ids = new ArrayList<>();
        try (Passlink passlink = Passlink.builder()
                .dataFolder(data)
                .mail(MailSettings.of("acme.example", refusing).withoutNotices())
                .build()) {
            for (String user : users) {
                Person person = Person.named(user, "First", "Last", new Email("user@acme.example", true));
                UserId userId = new UserId(user);
                passlink.users().add(OWNER, userId, person).join();
                passlink.links().send(OWNER, userId).join();
                await(() -> !listed(passlink, userId).isEmpty());
                ids.add(listed(passlink, userId).get(0).codeId().value());
            }
        }
        return ids;
    }

    private static List<InitCodeView> listed(Passlink passlink, UserId userId) {
        return passlink.deadLetters().list(OWNER, userId).join();
    }

    private void awaitMail() {
        Path outbox = data.resolve("outbox");
        await(() -> {
            try (Stream<Path> mails = Files.isDirectory(outbox) ? Files.list(outbox) : Stream.empty()) {
                return mails.anyMatch(mail -> mail.toString().endsWith(".eml"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
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
