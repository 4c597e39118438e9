package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.EventClock;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.initcode.InitCodeView;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a few users: whatever is asked in whatever order, over restarts and replays, what has ended stays ended,
 * rows are what the events say, no code is used twice, and no code is in any table.
 */
abstract class LivesContract {

    private static final int STEPS = 120;
    private static final int USERS = 3;

    @TempDir
    Path folder;

    private final Post post = Post.takingAll();
    private final List<Holder> holders = new ArrayList<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<CodeId, CodeState> ended = new HashMap<>();
    private EventClock clock;
    private Passlink passlink;

    abstract Passlink.Builder node();

    abstract JdbcAccess database();

    @BeforeEach
    void start() {
        clock = EventClock.ticking();
        passlink = started();
    }

    @AfterEach
    void stop() {
        passlink.close();
        clock.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappensTheTruthIsTold(long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            UserId userId = new UserId("user-" + random.nextInt(USERS));
            String what = live(userId, random);
            assertThat(terminalStatesOf(userId))
                    .as("step %d, %s %s", step, what, userId)
                    .isTrue();
        }
        settle();

        List<Finding> findings = new ArrayList<>();
        VerificationReport report = passlink.verify(findings::add);
        assertThat(findings).isEmpty();
        assertThat(report.behind()).isEmpty();
        assertThat(report.events()).isGreaterThan(STEPS / 3);
        assertThat(uses.values()).allMatch(number -> number == 1);
        assertThat(uses).isNotEmpty();
        passlink.close();
        String everything = everythingStored();
        assertThat(holders)
                .isNotEmpty()
                .allSatisfy(holder -> assertThat(everything).doesNotContain(holder.code()));
        passlink = started();
    }

    private String live(UserId userId, Random random) throws Exception {
        Users users = passlink.users();
        RegistrationLinks links = passlink.links();
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> {
                String name = userId.value() + "-" + random.nextInt(1_000);
                attempt(users.in(ACME)
                        .add(MANAGER, userId, Person.named(name, name, "L", new Email(name + "@example.org", true))));
                return "add";
            }
            case 3, 4, 5 -> {
                attempt(links.add(MANAGER, userId).thenAccept(link -> holders.add(Holder.of(passlink, link))));
                return "link";
            }
            case 6 -> {
                attempt(links.send(MANAGER, userId));
                return "send";
            }
            case 7, 8 -> {
                present(random, false);
                return "guess";
            }
            case 9, 10 -> {
                present(random, true);
                return "redeem";
            }
            case 11 -> {
                attempt(links.revokeAll(MANAGER, userId));
                return "revoke";
            }
            case 12 -> {
                attempt(random.nextBoolean() ? users.deactivate(MANAGER, userId) : users.reactivate(MANAGER, userId));
                return "(de)activate";
            }
            case 13 -> {
                clock.advance(Duration.ofMinutes(random.nextInt(90)));
                return "time passes";
            }
            case 14 -> {
                attempt(users.remove(MANAGER, userId));
                return "remove";
            }
            default -> {
                boolean isReplayed = random.nextBoolean();
                settle();
                passlink.close();
                if (isReplayed) {
                    for (String table :
                            List.of("passlink_user", "passlink_init_code", "passlink_passkey", "passlink_audit")) {
                        Sql.execute(database(), "delete from " + table);
                    }
                    Sql.execute(database(), "delete from token_entry where processor_name like '%@%'");
                }
                passlink = started();
                return isReplayed ? "replay" : "restart";
            }
        }
    }

    private void present(Random random, boolean isRight) {
        if (holders.isEmpty()) {
            return;
        }
        Holder holder = holders.get(random.nextInt(holders.size()));
        String code = isRight ? holder.code() : "wrong-guess-" + random.nextInt();
        attempt(holder.presents(code, passlink).thenAccept(verdict -> {
            if (verdict instanceof Verdict.Registered) {
                assertThat(isRight).isTrue();
                uses.merge(holder.code(), 1, Integer::sum);
            }
        }));
    }

    /** What has ended was never anything else again. The codes of an earlier life are gone. */
    private boolean terminalStatesOf(UserId userId) {
        List<InitCodeView> codes = passlink.links()
                .list(MANAGER, userId)
                .exceptionally(refused -> List.of())
                .join();
        for (InitCodeView code : codes) {
            CodeState before = ended.get(code.codeId());
            if (before != null && before != code.state()) {
                return false;
            }
            if (code.state() != CodeState.OPEN) {
                ended.put(code.codeId(), code.state());
            }
        }
        return true;
    }

    private void settle() {
        await(() -> passlink.engine().lags().values().stream().allMatch(lag -> lag == 0));
        await(this::isRecorded);
        await(() -> passlink.engine().lags().values().stream().allMatch(lag -> lag == 0));
    }

    private void attempt(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(Rejected.class);
            assertThat(((Rejected) e.getCause()).failure().reason()).isNotIn("INTERNAL", "UNAVAILABLE", "TIMEOUT");
        }
    }

    private Passlink started() {
        Passlink started = node().onlyNode()
                .mail(MailSettings.of("login.example.org", post).withoutNotices())
                .build();
        await(started::isReady);
        return started;
    }

    private String everythingStored() throws SQLException {
        try (Connection connection = Sql.connect(database())) {
            return StoredTables.everythingIn(connection);
        }
    }

    private boolean isRecorded() {
        try {
            return Sql.value(database(), "select count(*) from passlink_personal_key where record_due = true")
                    .equals("0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
