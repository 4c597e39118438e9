package dev.passlink.api;

import static dev.passlink.api.EngineContract.await;
import static dev.passlink.api.EngineContract.inParallel;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What two nodes in JVMs of their own keep, whose rows, tokens and jobs are in one PostgreSQL database. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class TwoNodesContract {

    private static final String MAILS = "passlink-mail";
    private static final String ALL = "audit-trail@1 init-codes@1 passkeys@1 passlink-erasure passlink-mail users@1";
    private static final String ADDED = "PasswordlessInitCodeAdded";
    private static final String SENT = "PasswordlessInitCodeSent";
    private static final Duration CLIENTS_PAUSE = Duration.ofMillis(20);

    /** A dead node's mails are looked for every ten seconds, and its leases last forty. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(90);

    private final List<RemoteNode> everyNode = new CopyOnWriteArrayList<>();
    private final AtomicReferenceArray<RemoteNode> nodes = new AtomicReferenceArray<>(2);
    private EmbeddedPostgres postgres;
    private Path keyset;

    /** Where events are if not in the database, as {@link NodeProcess} wants it. */
    abstract List<String> events();

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        postgres = EmbeddedPostgres.start();
        keyset = Keysets.in(folder);
    }

    /** The first time on an empty database, which both find empty. */
    @BeforeEach
    void bothRun() {
        for (int i = 0; i < 2; i++) {
            if (nodes.get(i) == null || !nodes.get(i).runs()) {
                start(i);
            }
        }
        bothAreReady();
    }

    @AfterAll
    void close() throws IOException {
        everyNode.forEach(RemoteNode::close);
        postgres.close();
    }

    @Test
    void commandsForOneUserOnBothNodesAtOnceAllSucceedWithoutGap() {
        String ann = added("ann");

        List<String> answers = inParallel(40, i -> node(i).ask("email", ann, "ann" + i));

        assertThat(answers.stream().map(TwoNodesContract::sequence))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, 41).boxed().toList());
        assertThat(stored(ann)).hasSize(41);
    }

    @Test
    void aLinkAskedOnOneNodeIsRedeemedOnTheOther() {
        String ann = added("ann");
        for (int i = 0; i < 2; i++) {
            String link = link(node(i).answer("link", ann));

            assertThat(node(i + 1).answer("present", link)).isEqualTo("Registered");
            assertThat(node(i).answer("present", link)).isEqualTo("CODE_USED");
        }
    }

    @Test
    void wrongGuessesOnBothNodesAreCountedTogether() {
        String ann = added("ann");
        String link = link(node(0).answer("link", ann));

        List<String> answers = inParallel(60, i -> node(i).ask("present", link, "wrong" + i));

        assertThat(answers).containsOnly("CODE_INVALID");
        assertThat(stored(List.of(ann), "PasswordlessInitCodeCheckFailed")).hasSize(3);
        assertThat(node(0).answer("present", link)).isEqualTo("CODE_INVALID");
        assertThat(node(1).answer("present", link)).isEqualTo("CODE_INVALID");
    }

    @Test
    void aKeyedRequestRepeatedOnTheOtherNodeIsTheSameLink() {
        String ann = added("ann");

        String first = node(0).answer("link", ann, "sesame");
        List<String> repetitions = inParallel(20, i -> node(i + 1).ask("link", ann, "sesame"));

        assertThat(first).startsWith("http");
        assertThat(repetitions).containsOnly(first);
        assertThat(stored(ann)).hasSize(2);
    }

    @Test
    void whatIsWrittenOnOneNodeIsReadOnTheOther() {
        String ann = added("ann");
        for (int i = 0; i < 10; i++) {
            String written = node(i).answer("email", ann, "ann" + i);

            assertThat(sequence(written)).isEqualTo(i + 2);
            assertThat(node(i + 1).answer("get", ann)).isEqualTo(written);
        }
    }

    @Test
    void eachLinkIsMailedOnceByTwoNodes() {
        List<String> users = added("ann", 10);

        // Each of thirty requests on both nodes at once.
        inParallel(60, i -> node(i).ask("send", users.get(i / 2 % 10), "key" + i / 20));

        List<String> codes = stored(users, ADDED);
        assertThat(codes).hasSize(30);
        await(() -> stored(users, SENT).size() == 30);
        assertThat(stored(users, SENT)).containsExactlyInAnyOrderElementsOf(codes);
        assertThat(mails().filter(codes::contains)).containsExactlyInAnyOrderElementsOf(codes);
    }

    @Test
    void theOtherNodeTakesOverWhenOneIsKilled() {
        List<String> users = added("ann", 4);
        List<String> recipients = added("bob", 16);
        String carl = added("carl");
        RemoteNode keeper = node(0).answer("keeps").contains(MAILS) ? node(0) : node(1);
        RemoteNode other = keeper == node(0) ? node(1) : node(0);
        Queue<String> answered = new ConcurrentLinkedQueue<>();
        keeper.answer("hold");
        try (keeper;
                Callers callers = Callers.begin(4, (caller, i) -> {
                    String user = users.get(i % users.size());
                    String name = "ann-" + caller + "-" + i;
                    long sequence = sequence(persistently(caller + i, "email", user, name));
                    answered.add(user + " " + sequence + ":UserEmailChanged:" + name);
                })) {
            inParallel(12, i -> node(i).ask("send", recipients.get(i)));
            await(() -> !keeper.mails().isEmpty());
            callers.awaitMore(100);

            keeper.kill();

            inParallel(4, i -> supplyAsync(() -> persistently(i, "send", recipients.get(12 + i))));
            String written = other.answer("email", carl, "carl-2");
            assertThat(other.answer("get", carl)).isEqualTo(written);
            await(() -> other.answer("keeps").equals(ALL) && isReady(other));
            callers.awaitMore(100);
        }

        users.forEach(user -> assertThat(stored(user)).containsAll(of(user, answered)));
        List<String> codes = stored(recipients, ADDED);
        await(() -> stored(recipients, SENT).size() == codes.size(), TAKEN_OVER);
        List<String> onTheirWay =
                keeper.mails().stream().filter(codes::contains).toList();
        assertThat(codes).hasSize(16).containsAll(onTheirWay);
        assertThat(onTheirWay).isNotEmpty().doesNotHaveDuplicates();
        assertThat(mails().filter(codes::contains))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(codes.stream(), onTheirWay.stream()).toList());
    }

    @Test
    void aRollingRestartCostsNothingButUnavailable() {
        int number = 4;
        List<String> users = added("ann", number);
        List<List<String>> codes = Stream.generate(() -> (List<String>) new ArrayList<String>())
                .limit(number)
                .toList();
        List<List<String>> names = Stream.generate(() -> (List<String>) new ArrayList<String>())
                .limit(number)
                .toList();
        try (Callers callers = Callers.begin(number, (caller, i) -> {
            String user = users.get(caller);
            String name = "ann-" + i;
            codes.get(caller).add(codeId(persistently(caller + i, "link", user, "key" + i)));
            names.get(caller).add(name);
            String written = persistently(caller + i, "email", user, name);
            assertThat(persistently(caller + i + 1, "get", user)).isEqualTo(written);
            if (i % 8 == 7) {
                sequence(persistently(caller + i, "revokeAll", user));
            }
        })) {
            for (int i = 0; i < 2; i++) {
                callers.awaitMore(50);
                node(i).stop();
                callers.awaitMore(50);
                start(i);
                bothAreReady();
            }
            callers.awaitMore(50);
        }

        for (int i = 0; i < number; i++) {
            assertThat(stored(List.of(users.get(i)), ADDED)).isEqualTo(codes.get(i));
            assertThat(stored(List.of(users.get(i)), "UserEmailChanged")).isEqualTo(names.get(i));
        }
    }

    /** Asks a node and, refused as UNAVAILABLE or left without an answer, the other one, until one answers. */
    private String persistently(int i, String... words) {
        for (int tried = i; true; tried++) {
            String answer = node(tried).answer(words);
            if (!answer.equals("UNAVAILABLE") && !answer.equals(RemoteNode.GONE)) {
                return answer;
            }
            LockSupport.parkNanos(CLIENTS_PAUSE.toNanos());
        }
    }

    private void start(int i) {
        List<String> arguments =
                new ArrayList<>(List.of(postgres.getJdbcUrl("postgres", "postgres"), keyset.toString()));
        arguments.addAll(events());
        RemoteNode node = RemoteNode.start(arguments);
        everyNode.add(node);
        nodes.set(i, node);
    }

    private void bothAreReady() {
        await(() -> isReady(node(0)) && isReady(node(1)));
    }

    private static boolean isReady(RemoteNode node) {
        String answer = node.answer("ready");
        assertThat(answer).isNotEqualTo(RemoteNode.GONE);
        return answer.equals("true");
    }

    private RemoteNode node(int i) {
        return nodes.get(i % nodes.length());
    }

    /** A user whom the store has not seen. */
    private String added(String name) {
        return added(name, 1).get(0);
    }

    private List<String> added(String name, int number) {
        String unique = name + "-" + UUID.randomUUID();
        List<String> users =
                IntStream.range(0, number).mapToObj(i -> unique + "-" + i).toList();
        assertThat(inParallel(number, i -> node(i).ask("add", users.get(i)).thenApply(TwoNodesContract::sequence)))
                .containsOnly(1L);
        return users;
    }

    /** The events of a user: {@code <sequence>:<type>}, with the code's id or the local part of the address. */
    private List<String> stored(String user) {
        return List.of(awake().answer("stored", user).split(" "));
    }

    /** The ids of the codes, or local parts of the addresses, that such events of these users are about. */
    private List<String> stored(List<String> users, String type) {
        return inParallel(users.size(), i -> awake().ask("stored", users.get(i))).stream()
                .flatMap(events -> Stream.of(events.split(" ")))
                .map(event -> event.split(":"))
                .filter(event -> event[1].equals(type))
                .map(event -> event[2])
                .toList();
    }

    private RemoteNode awake() {
        return node(0).runs() ? node(0) : node(1);
    }

    /** The codes of the mails of every node there was. */
    private Stream<String> mails() {
        return everyNode.stream().flatMap(node -> node.mails().stream());
    }

    private static List<String> of(String user, Collection<String> answered) {
        return answered.stream()
                .filter(answer -> answer.startsWith(user + " "))
                .map(answer -> answer.substring(user.length() + 1))
                .toList();
    }

    private static String link(String answer) {
        assertThat(answer).startsWith("http");
        return answer.split(" ")[0];
    }

    private static String codeId(String answer) {
        return link(answer).replaceFirst(".*codeID=([^&]+).*", "$1");
    }

    private static long sequence(String answer) {
        assertThat(answer).startsWith("ObjectDetails[");
        return Long.parseLong(answer.replaceFirst(".*sequence=(\\d+).*", "$1"));
    }
}
