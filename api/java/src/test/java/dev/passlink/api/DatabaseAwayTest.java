package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static dev.passlink.api.EngineContract.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that goes away and comes back: nothing that was answered is lost, and nobody has to lend a hand. */
class DatabaseAwayTest {

    @TempDir
    Path folder;

    private EmbeddedPostgres postgres;
    private Passlink passlink;

    @BeforeEach
    void start() throws IOException {
        postgres = durable().start();
        passlink = Passlink.builder()
                .jdbc(new JdbcAccess(postgres.getJdbcUrl("postgres", "postgres"), "postgres", ""))
                .keyset(folder.resolve("keyset.json"))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        passlink.close();
        postgres.close();
    }

    @Test
    void whileItIsAwayEveryAnswerIsUnavailableAndComesSoon() throws IOException {
        add("ann");
        postgres.close();

        long begin = System.nanoTime();
        Set<String> reasons = ConcurrentHashMap.newKeySet();
        EngineContract.inParallel(
                100,
                i -> passlink.users()
                        .changeEmail(MANAGER, new UserId("ann"), new Email(i + "@example.org", true))
                        .handle((details, thrown) -> reasons.add(thrown == null ? "OK" : reason(thrown))));
        assertThat(reasons).containsExactly("UNAVAILABLE");
        // If each of the sixteen at work waited five seconds for a connection, this would take two and a half minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));

        postgres = onTheSamePort();
        await(passlink::isReady);
        assertThat(changed("ann", 0).sequence()).isEqualTo(2);
    }

    @Test
    void nothingAnsweredIsLostWhenItRestartsUnderLoad() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Changes> everybody = IntStream.range(0, 8)
                .mapToObj(i -> new Changes("user-" + i, enough))
                .toList();
        everybody.forEach(Thread::start);
        for (int restart = 1; restart <= 3; restart++) {
            await(() -> everybody.stream().allMatch(Changes::goOn));
            postgres.close();
            postgres = onTheSamePort();
        }
        await(() -> everybody.stream().allMatch(Changes::goOn));
        enough.set(true);
        for (Changes changes : everybody) {
            changes.join();
        }

        assertThat(everybody).allSatisfy(changes -> {
            assertThat(changes.unexpected).isEmpty();
            assertThat(passlink.engine().events().readEvents(changes.name, 0).asStream())
                    .hasSizeGreaterThanOrEqualTo((int) changes.last);
            assertThat(changed(changes.name, -1).sequence()).isGreaterThan(changes.last);
        });
    }

    private EmbeddedPostgres.Builder durable() {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
    }

    private EmbeddedPostgres onTheSamePort() throws IOException {
        return durable().setPort(postgres.getPort()).start();
    }

    private ObjectDetails add(String name) {
        return passlink.users()
                .in(ACME)
                .add(MANAGER, new UserId(name), Person.named(name, "U", "U", null))
                .join()
                .details();
    }

    private ObjectDetails changed(String name, int i) {
        return passlink.users()
                .changeEmail(MANAGER, new UserId(name), new Email(i + "@example.org", true))
                .join();
    }

    /** Somebody who changes the address of a user again and again, and asks again when there was no answer. */
    private final class Changes extends Thread {

        private final String name;
        private final AtomicBoolean enough;
        private final List<String> unexpected = new CopyOnWriteArrayList<>();
        private volatile long last;
        private volatile long seen;

        Changes(String name, AtomicBoolean enough) {
            this.name = name;
            this.enough = enough;
        }

        /** Whether there were more answers since this was asked. */
        boolean goOn() {
            if (last < seen + 20) {
                return false;
            }
            seen = last;
            return true;
        }

        @Override
        public void run() {
            last = add(name).sequence();
            for (int i = 0; !enough.get(); i++) {
                try {
                    long sequence = changed(name, i).sequence();
                    if (sequence <= last) {
                        unexpected.add("sequence " + sequence + " after " + last);
                    }
                    last = sequence;
                } catch (CompletionException e) {
                    if (!reason(e).equals("UNAVAILABLE")) {
                        unexpected.add(reason(e));
                    }
                }
            }
        }
    }
}
