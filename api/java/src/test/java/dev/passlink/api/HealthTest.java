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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** Appends that Amy was added, as Ann was. */
    private static final String LIKE_ANN = """
            insert into domain_event_entry
            select nextval('domain_event_entry_seq'), 'of-amy', type, 'amy', 0, time_stamp, payload_type, payload_revision,
                convert_to('{"userId":"amy","personalKey":null,"person":{"userName":"amy","firstName":"Amy","lastName":"Lee",'
                    || '"nickName":"","displayName":"Amy","preferredLanguage":"","gender":"UNSPECIFIED","email":null}}', 'UTF8'),
                meta_data
            from domain_event_entry where aggregate_identifier = 'ann'
            """;

    @TempDir
    Path folder;

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.passlink.api.engine");
    private final List<AppenderBase<ILoggingEvent>> listeners = new ArrayList<>();

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
        listeners.forEach(log::detachAppender);
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
        List<String> errors = errorsOfTheEngine();
        execute("alter table passlink_user rename to elsewhere");
        add("ann").join();
        awaitHeldUpUsers();
        assertThat(errors).containsExactly("users@1 is held up, and tries again until it succeeds");

        execute("alter table elsewhere rename to passlink_user");
        await(passlink::isReady);
        assertThat(passlink.users().get(MANAGER, new UserId("ann")).join()).isNotNull();
    }

    @Test
    void aProcessorIsHeldUpAlsoByAnEventOfWhichItWasPastThePosition() throws Exception {
        List<String> errors = errorsOfTheEngine();
        add("ann").join();
        try (Connection slow = postgres.getPostgresDatabase().getConnection();
                Statement append = slow.createStatement()) {
            slow.setAutoCommit(false);
            append.execute(LIKE_ANN);
            add("bob").join(); // comes later and is committed first
            await(() -> isKnown("bob"));
            execute("alter table passlink_user rename to elsewhere");
            slow.commit();
        }
        awaitHeldUpUsers();
        assertThat(errors).containsExactly("users@1 is held up, and tries again until it succeeds");

        execute("alter table elsewhere rename to passlink_user");
        await(passlink::isReady);
        assertThat(isKnown("amy")).isTrue();
    }

    @Test
    void aProcessorThatFailedHereIsHeldUpOnlyUntilAnotherNodeIsPast() throws Exception {
        execute("alter table passlink_user rename to elsewhere");
        add("ann").join();
        awaitHeldUpUsers();
        await(() -> passlink.engine().lags().get("init-codes@1") == 0);

        otherNodeHolds("users@1", Instant.now().plus(Duration.ofHours(1)));
        assertThat(passlink.readiness().missing()).containsExactly("users@1");

        execute("""
                update token_entry set (token, token_type) =
                    (select token, token_type from token_entry where processor_name = 'init-codes@1')
                where processor_name = 'users@1'""");
        await(passlink::isReady);
        assertThat(passlink.engine().lags()).doesNotContainKey("users@1");
    }

    @Test
    void aProcessorIsHeldUpFromTheDeathOfTheNodeThatKeptItUntilItIsClaimed() throws Exception {
        otherNodeHolds("users@1", Instant.now()); // its last sign of life
        await(() -> !passlink.engine().lags().containsKey("users@1") && passlink.isReady());
        try (Connection lock = postgres.getPostgresDatabase().getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("select * from token_entry where processor_name = 'users@1' for update");
            await(() -> passlink.readiness().missing().equals(Set.of("users@1")));
            lock.rollback(); // until then nobody can claim it
        }

        await(() -> passlink.engine().lags().containsKey("users@1"));
        await(passlink::isReady);
    }

    private void otherNodeHolds(String processor, Instant lastSign) throws SQLException {
        execute("update token_entry set owner = 'another node', timestamp = '%s' where processor_name = '%s'"
                .formatted(lastSign, processor));
    }

    /** Three failures during which it never looks well, once it is seen to be held up. */
    private void awaitHeldUpUsers() {
        await(() -> passlink.readiness().missing().contains("users@1"));
        await(() -> {
            assertThat(passlink.readiness().missing()).containsExactly("users@1");
            return failures("users@1") >= 3;
        });
    }

    private boolean isKnown(String id) {
        return passlink.users()
                .get(MANAGER, new UserId(id))
                .handle((user, refusal) -> refusal == null)
                .join();
    }

    private List<String> errorsOfTheEngine() {
        List<String> errors = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getLevel() == Level.ERROR) {
                    errors.add(event.getFormattedMessage());
                }
            }
        };
        listening.start();
        log.addAppender(listening);
        listeners.add(listening);
        return errors;
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

    @Test
    void whoIsClosedRefusesWhatAnotherNodeMayDo() {
        add("u").join();
        passlink.close();

        assertThat(add("v").handle((added, refusal) -> failure(refusal)).join())
                .isInstanceOf(Failure.Unavailable.class);
        assertThat(passlink.users()
                        .get(MANAGER, new UserId("u"))
                        .handle((user, refusal) -> failure(refusal))
                        .join())
                .isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void whoIsClosedLetsNoReadWaitForTheReadModels() throws Exception {
        try (Passlink other = Passlink.builder()
                        .jdbc(new JdbcAccess(postgres.getJdbcUrl("postgres", "postgres"), "postgres", ""))
                        .keyset(folder.resolve("keyset.json"))
                        .consistencyWait(Duration.ofMinutes(5))
                        .build();
                Connection lock = postgres.getPostgresDatabase().getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("lock table passlink_user in exclusive mode");
            add("u").join();
            CompletableFuture<Failure> refused =
                    other.users().get(MANAGER, new UserId("u")).handle((user, refusal) -> failure(refusal));

            other.close();

            assertThat(refused.get(10, TimeUnit.SECONDS)).isInstanceOf(Failure.Unavailable.class);
            lock.rollback();
        }
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
