package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node in trouble says so, refuses what it cannot do, and recovers by itself. */
class HealthTest {

    private static final int ROOM = 16 + 2_000; // threads and queue

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private EmbeddedPostgres postgres;
    private Passlink passlink;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .start();
        passlink = Passlink.builder()
                .jdbc(new JdbcAccess(postgres.getJdbcUrl("postgres", "postgres"), "postgres", ""))
                .keyset(folder.resolve("keyset.json"))
                .meters(meters)
                .build();
        await(passlink::isReady);
    }

    @AfterEach
    void stop() throws IOException {
        passlink.close();
        postgres.close();
    }

    @Test
    void whoLosesTheDatabaseSaysSoAndRecovers() throws Exception {
        postgres.close();
        await(() -> passlink.readiness().missing().contains("database"));

        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setPort(postgres.getPort())
                .start();

        await(passlink::isReady);
        add("ann").join();
    }

    @Test
    void aProcessorThatIsHeldUpIsNamedAndLoggedOnce() throws Exception {
        Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event);
            }
        };
        listening.start();
        Logger log = (Logger) LoggerFactory.getLogger("dev.passlink.api.engine");
        log.addAppender(listening);
        try {
            execute("alter table passlink_user rename to elsewhere");
            add("ann").join();
            await(() -> passlink.readiness().missing().contains("users@1"));
            await(() -> failures("users@1") >= 3);
            assertThat(passlink.readiness().missing()).containsExactly("users@1");
            assertThat(lines)
                    .filteredOn(line -> line.getLevel() == Level.ERROR)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("users@1 is held up, and tries again until it succeeds");

            execute("alter table elsewhere rename to passlink_user");
            await(passlink::isReady);
            assertThat(passlink.users().get(MANAGER, new UserId("ann")).join()).isNotNull();
        } finally {
            log.detachAppender(listening);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedAtOnceAndTheRestIsDone() throws Exception {
        List<CompletableFuture<AddedUser>> accepted = new ArrayList<>();
        try (Connection lock = postgres.getPostgresDatabase().getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table domain_event_entry in exclusive mode");
            for (int i = 0; i < ROOM; i++) {
                accepted.add(add("u" + i));
            }
            await(() -> waiting() == 2_000);

            CompletableFuture<AddedUser> refused = add("one too many");
            assertThat(refused.handle((added, refusal) -> failure(refusal)).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(Failure.Overloaded.class);
            assertThat(accepted).noneMatch(CompletableFuture::isDone);
            lock.rollback();
        }

        CompletableFuture.allOf(accepted.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
        await(passlink::isReady);
        add("one more").join();
    }

    @Test
    void whoIsClosedIsNotReady() {
        passlink.close();

        assertThat(passlink.readiness()).isEqualTo(new Readiness(Set.of("commands")));
    }

    private CompletableFuture<AddedUser> add(String id) {
        return passlink.users().in(ACME).add(MANAGER, new UserId(id), Person.named("u", "U", "U", null));
    }

    private double failures(String processor) {
        return meters.get("passlink.processor.failures")
                .tag("processor", processor)
                .counter()
                .count();
    }

    private double waiting() {
        return meters.get("passlink.executor.queued")
                .tag("name", "commands")
                .gauge()
                .value();
    }

    private static Failure failure(Throwable refusal) {
        return ((Rejected) (refusal instanceof CompletionException ? refusal.getCause() : refusal)).failure();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
