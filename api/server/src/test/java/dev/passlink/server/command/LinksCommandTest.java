package dev.passlink.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.api.RegistrationLink;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.Node;
import dev.passlink.server.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The links of a user on the command line, with a server on the same store and without (behaviour C11). */
class LinksCommandTest {

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.everywhere("IAM_OWNER"));

    @TempDir
    Path data;

    @Test
    void outstandingLinksAreListedForPersonsTheNewestFirst() {
        List<RegistrationLink> links = added("ann", 2);

        Run run = run("links", "list", "--user", "ann");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(3);
        String day = "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z";
        assertThat(run.out().lines().toList().get(1))
                .matches(links.get(1).codeId() + " +OPEN +RETURNED +NONE +" + day + " +" + day);
        assertThat(run.out().lines().toList().get(2))
                .startsWith(links.get(0).codeId().value());
    }

    @Test
    void linksAreListedAsJsonALine() throws Exception {
        List<RegistrationLink> links = added("a \"quoted\" name", 2);

        Run run = run("links", "list", "--user", "a \"quoted\" name", "--format", "json");

        assertThat(run.out().lines()).hasSize(2);
        JsonNode link =
                new ObjectMapper().readTree(run.out().lines().findFirst().orElseThrow());
        RegistrationLink newest = links.get(1);
        assertThat(link.at("/id").asText()).isEqualTo(newest.codeId().value());
        assertThat(link.at("/userId").asText()).isEqualTo("a \"quoted\" name");
        assertThat(link.at("/resourceOwner").asText()).isEqualTo("acme");
        assertThat(link.at("/state").asText()).isEqualTo("OPEN");
        assertThat(link.at("/medium").asText()).isEqualTo("RETURNED");
        assertThat(link.at("/mail").asText()).isEqualTo("NONE");
        assertThat(Instant.parse(link.at("/addedAt").asText()))
                .isEqualTo(newest.details().creationDate());
        assertThat(Instant.parse(link.at("/expiresAt").asText()))
                .isEqualTo(newest.details().creationDate().plus(newest.expiration()));
    }

    @Test
    void aLinkThatWasTakenBackWithoutAServerIsNoLongerOutstanding() {
        List<RegistrationLink> links = added("ann", 2);
        String revoked = links.get(0).codeId().value();

        Run run = run("links", "revoke", "--user", "ann", "--code", revoked);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo("revoked " + revoked);
        assertThat(run("links", "list", "--user", "ann").out())
                .contains(links.get(1).codeId().value())
                .doesNotContain(revoked);
        assertThat(run("links", "list", "--user", "ann", "--all").out()).containsPattern(revoked + " +REVOKED");
        assertThat(run("links", "list", "--user", "ann", "--code", revoked)
                        .out()
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("REVOKED");
    }

    @Test
    void allLinksAreTakenBackBesideAServerWhichShowsIt() throws Exception {
        List<RegistrationLink> links = added("ann", 2);
        RegistrationLink ofBob = added("bob", 1).get(0);
        try (Node node = Node.start(Settings.of(environment(Map.of("PASSLINK_HTTP_PORT", "0"))))) {
            assertThat(listed(node, "ann")).contains("LINK_STATE_OPEN").doesNotContain("LINK_STATE_REVOKED");

            Run run = run("links", "revoke", "--user", "ann");

            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .containsExactly(
                            "revoked " + links.get(1).codeId(),
                            "revoked " + links.get(0).codeId());
            assertThat(listed(node, "ann")).contains("LINK_STATE_REVOKED").doesNotContain("LINK_STATE_OPEN");
            assertThat(run("links", "list", "--user", "ann", "--format", "json").out())
                    .isEmpty();
            assertThat(run("links", "list", "--user", "bob").out())
                    .contains(ofBob.codeId().value());
            assertThat(run("links", "revoke", "--user", "ann"))
                    .isEqualTo(new Run(0, "", "")); // there is nothing left to take back
            assertThat(run("audit", "--user", "ann", "--editor", "system:cli", "--format", "json")
                            .out()
                            .lines())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains("RevokeLinks"));
        }
    }

    @Test
    void aLinkWhoseTimeIsOverIsNotOutstandingAndStaysAsItIs() {
        Clock clock = GenericEventMessage.clock;
        GenericEventMessage.clock = Clock.offset(clock, Duration.ofHours(2).negated());
        String expired;
        try {
            expired = added("ann", 1).get(0).codeId().value();
        } finally {
            GenericEventMessage.clock = clock;
        }

        assertThat(run("links", "list", "--user", "ann", "--format", "json").out())
                .isEmpty();
        assertThat(run("links", "revoke", "--user", "ann").out()).isEmpty();
        assertThat(run("links", "revoke", "--user", "ann", "--code", expired)
                        .out()
                        .strip())
                .isEqualTo("expired " + expired);
        assertThat(run("links", "list", "--user", "ann", "--all").out()).containsPattern(expired + " +EXPIRED");
    }

    @Test
    void noCodeIsPrinted() {
        String link = added("ann", 1).get(0).link().toString();
        String code = link.substring(link.indexOf("&code=") + "&code=".length());

        List<String> printed = new ArrayList<>();
        for (String command : List.of(
                "links list --user ann",
                "links list --user ann --all --format json",
                "links revoke --user ann --code " + code,
                "links revoke --user ann",
                "links list --user ann --all")) {
            Run run = run(command.split(" "));
            printed.add(run.out() + run.err());
        }

        assertThat(code).hasSize(12);
        assertThat(printed).allSatisfy(text -> assertThat(text).isNotEmpty().doesNotContain(code, "nonce", "code="));
    }

    @Test
    void anUnknownUserOrLinkIsToldInALine() {
        added("ann", 1);

        assertThat(run("links", "list", "--user", "nobody"))
                .isEqualTo(new Run(1, "", "There is no such user." + System.lineSeparator()));
        assertThat(run("links", "revoke", "--user", "nobody"))
                .isEqualTo(new Run(1, "", "There is no such user." + System.lineSeparator()));
        assertThat(run("links", "list", "--user", "ann", "--code", "4711"))
                .isEqualTo(new Run(1, "", "There is no such registration link." + System.lineSeparator()));
        assertThat(run("links", "revoke", "--user", "ann", "--code", "4711"))
                .isEqualTo(new Run(1, "", "There is no such registration link." + System.lineSeparator()));
        assertThat(run("links", "list", "--user", "ann").out().lines()).hasSize(2);
    }

    @Test
    void aRemovedUserHasNoLinks() {
        added("ann", 1);
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            passlink.users().remove(OWNER, new UserId("ann")).join();
        }

        assertThat(run("links", "list", "--user", "ann").err()).contains("There is no such user.");
        assertThat(run("links", "revoke", "--user", "ann").err()).contains("There is no such user.");
    }

    @Test
    void whereThereIsNoStoreThereIsNoUserAndNoneIsMade() {
        assertThat(run("links", "list", "--user", "ann").exit()).isEqualTo(1);
        assertThat(run("links", "revoke", "--user", "ann").err()).contains("There is no store yet");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void aStoreInMemoryIsOutOfReach() {
        Run run = run(Map.of("PASSLINK_STORE", "memory"), "links", "list", "--user", "ann");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("PASSLINK_STORE=jdbc");
    }

    /** A user with links, in the order in which they were added. */
    private List<RegistrationLink> added(String user, int links) {
        try (Passlink passlink = Passlink.builder().dataFolder(data).build()) {
            UserId userId = new UserId(user);
            Person person = Person.named(user, "First", "Last", new Email("user@acme.example", true));
            passlink.users().add(OWNER, userId, person).join();
            List<RegistrationLink> added = new ArrayList<>();
            for (int i = 0; i < links; i++) {
                added.add(passlink.links().add(OWNER, userId).join());
            }
            return added;
        }
    }

    /** What the server says of a user's links. */
    private static String listed(Node node, String user) throws Exception {
        String token = node.token(new UserId(user), new ResourceOwner("acme"), List.of());
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(node.url().resolve("/passlink/v1/users/" + user + "/links/_search"))
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
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
