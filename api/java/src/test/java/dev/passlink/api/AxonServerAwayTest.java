package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static dev.passlink.api.EngineContract.inParallel;
import static dev.passlink.api.EngineContract.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While Axon Server is away a node says so and refuses at once, and goes on by itself when it is back. */
@LiveAxonServer
class AxonServerAwayTest {

    private static final String AXON_SERVER = "axon-server";

    @TempDir
    Path folder;

    private final UserId ann = new UserId("ann-" + UUID.randomUUID());
    private Relay way;
    private Passlink passlink;

    @BeforeEach
    void start() throws IOException {
        way = Relay.to(LiveAxonServer.Named.host(), LiveAxonServer.Named.port());
        Keysets.in(folder);
        passlink = node();
        await(passlink::isReady);
    }

    @AfterEach
    void stop() throws IOException {
        passlink.close();
        way.close();
    }

    private Passlink node() {
        return node(folder);
    }

    private Passlink node(Path folder) {
        return Passlink.builder()
                .jdbc(JdbcAccess.h2File(folder))
                .keyset(folder.resolve("keyset.json"))
                .axonServer(AxonServerAccess.inClear("localhost:" + way.port()))
                .build();
    }

    @Test
    void withoutConnectionCommandsAreRefusedAtOnceAndGoOnByThemselves() throws IOException {
        ObjectDetails added = addAnn();
        assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(added);

        way.cut();
        await(() -> passlink.readiness().missing().contains(AXON_SERVER));
        assertThat(outcomes(500)).containsOnly("UNAVAILABLE");
        assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(added); // rows are there

        way.mend();
        await(passlink::isReady);
        assertThat(outcomes(10)).containsOnly("2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(passlink.users().get(MANAGER, ann).join().details().sequence())
                .isEqualTo(11);
    }

    @Test
    void aServerThatIsSilentIsNoticedAndComesBack() {
        addAnn();

        way.hold();
        await(() -> passlink.readiness().missing().contains(AXON_SERVER));
        assertThat(outcomes(500)).containsOnly("UNAVAILABLE");

        way.release();
        await(passlink::isReady);
        assertThat(outcomes(10)).containsOnly("2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(passlink.users().get(MANAGER, ann).join().details().sequence())
                .isEqualTo(11);
    }

    @Test
    void aNodeCanBeClosedWhileItIsSilent() {
        addAnn();

        way.hold();
        passlink.close();

        way.release();
        passlink = node();
        await(passlink::isReady);
        assertThat(outcomes(1)).containsOnly("2");
    }

    @Test
    void aNodeThatStartsWithoutItWaits() throws IOException {
        addAnn();
        passlink.close();
        way.cut();

        passlink = node();
        assertThat(passlink.readiness().missing()).contains(AXON_SERVER);
        assertThat(outcomes(10)).containsOnly("UNAVAILABLE");

        way.mend();
        await(passlink::isReady);
        assertThat(outcomes(1)).containsOnly("2");
    }

    @Test
    void aNodeThatStartsForTheFirstTimeWithoutItWaits(@TempDir Path another) throws IOException {
        passlink.close();
        way.cut();
        Keysets.in(another);

        passlink = node(another);

        assertThat(outcomes(10)).containsOnly("UNAVAILABLE");
        way.mend();
        await(passlink::isReady);
        assertThat(addAnn().sequence()).isEqualTo(1);
    }

    @Test
    void nothingThatWasAnsweredIsLostWhenTheWayIsCutUnderLoad() throws Exception {
        addAnn();
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        AtomicInteger successes = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 8; i++) {
            String caller = "caller" + i + "-";
            callers.submit(() -> {
                for (int turn = 0; !enough.get(); turn++) {
                    String answer = outcome(caller + turn).join();
                    answers.add(answer);
                    if (isSequence(answer)) {
                        successes.incrementAndGet();
                    } else {
                        LockSupport.parkNanos(20_000_000); // as a client does who is told to try again later
                    }
                }
            });
        }
        for (int round = 0; round < 3; round++) {
            int before = successes.get();
            await(() -> successes.get() > before + 50);
            way.cut();
            await(() -> passlink.readiness().missing().contains(AXON_SERVER));
            way.mend();
            await(passlink::isReady);
        }
        enough.set(true);
        callers.shutdown();
        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        assertThat(answers).allMatch(answer -> isSequence(answer) || answer.equals("UNAVAILABLE"));
        List<Long> answered = answers.stream()
                .filter(AxonServerAwayTest::isSequence)
                .map(Long::valueOf)
                .toList();
        List<Long> stored = passlink.engine()
                .events()
                .readEvents(ann.value(), 0)
                .asStream()
                .map(event -> event.getSequenceNumber() + 1)
                .toList();
        assertThat(answered).doesNotHaveDuplicates();
        assertThat(stored)
                .containsAll(answered)
                .isEqualTo(LongStream.rangeClosed(1, stored.size()).boxed().toList());
    }

    private static boolean isSequence(String answer) {
        return answer.matches("\\d+");
    }

    private ObjectDetails addAnn() {
        return passlink.users()
                .in(ACME)
                .add(MANAGER, ann, Person.named("ann", "Ann", "Lee", null))
                .join()
                .details();
    }

    private List<String> outcomes(int times) {
        return inParallel(times, i -> outcome(Integer.toString(i)));
    }

    private CompletableFuture<String> outcome(String name) {
        return passlink.users()
                .changeEmail(MANAGER, ann, new Email("ann" + name + "@example.org", true))
                .handle((details, refusal) -> refusal == null ? Long.toString(details.sequence()) : reason(refusal));
    }
}
