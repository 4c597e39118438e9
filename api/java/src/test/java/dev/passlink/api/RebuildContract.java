package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static dev.passlink.api.EngineContract.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.engine.Rebuild.Phase;
import dev.passlink.api.engine.RebuildRefused;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Difference;
import dev.passlink.projection.fold.History;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserView;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a rebuild keeps on each database, whatever happens to it. */
abstract class RebuildContract {

    private static final int USERS = 60;

    /** Enough to be killed in the middle of. */
    private static final int MANY = 8_000;

    private final Post post = Post.takingAll();
    private Passlink passlink;

    /** Where everything is, the keys of codes aside. */
    abstract JdbcAccess database();

    /** A folder of this test. */
    abstract Path folder();

    private Passlink.Builder node() {
        return Passlink.builder()
                .jdbc(database())
                .keyset(folder().resolve("keyset.json"))
                .consistencyWait(SharedStoreContract.LONG)
                .mail(MailSettings.of("login.example.org", post).withoutNotices());
    }

    @BeforeEach
    void aStoreWithALittleOfEverything() {
        passlink = node().build();
        inParallel(
                USERS,
                i -> passlink.users()
                        .in(ACME)
                        .add(MANAGER, user(i), person(i))
                        .thenCompose(added -> passlink.links().send(MANAGER, user(i)))
                        .thenCompose(sent -> passlink.links().add(MANAGER, user(i))));
        await(() -> post.recipients().size() == USERS);
        for (int i = 0; i < USERS; i += 10) {
            passlink.users().deactivate(MANAGER, user(i)).join();
            passlink.links().revokeAll(MANAGER, user(i + 1)).join();
            passlink.users().remove(MANAGER, user(i + 2)).join();
            passlink.users().remove(MANAGER, user(i + 3)).join();
            passlink.users().in(ACME).add(MANAGER, user(i + 3), person(i)).join();
        }
        await(() -> nothingLags() && erasuresAreOnRecord());
        await(this::nothingLags);
    }

    private boolean erasuresAreOnRecord() {
        try {
            return select("select 1 from passlink_personal_key where destroyed_at is not null and record_due = false")
                            .size()
                    == USERS / 10 * 2;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void whatWasEditedDeletedOrInventedByHandIsRightAgain() throws Exception {
        List<String> before = rows();
        execute("update passlink_user set first_name = 'Eve', gender = 'NONSENSE' where user_id = 'user-5'");
        execute("delete from passlink_user where user_id = 'user-6'");
        execute("delete from passlink_init_code where user_id = 'user-7'");
        execute("update passlink_init_code set user_id = 'nobody' where user_id = 'user-8'");
        assertThat(rows()).isNotEqualTo(before);

        passlink.rebuild().done().join();

        assertThat(rows()).isEqualTo(before);
        assertThat(differences()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aReadModelThatIsNotRebuiltIsNotTouched() throws Exception {
        execute("delete from passlink_init_code where user_id = 'user-7'");
        List<String> before = rows();

        passlink.rebuild(ReadModel.USERS).done().join();

        assertThat(rows()).isEqualTo(before);
        assertThat(passlink.engine().processors()).contains("init-codes@1", "users@2");
        assertThat(differences()).extracting(Difference::userId).containsOnly("user-7");
    }

    @Test
    void queriesSeeEveryUserAndCodeAllTheTimeWhileCommandsAreGiven() throws Exception {
        UserView known = passlink.users().get(MANAGER, user(5)).join();
        List<InitCodeView> codes = passlink.links().list(MANAGER, user(5)).join();
        int mails = post.recipients().size();
        try (Callers readers = Callers.begin(2, (caller, round) -> {
                    assertThat(passlink.users().get(MANAGER, user(5)).join()).isEqualTo(known);
                    assertThat(passlink.links().list(MANAGER, user(5)).join()).isEqualTo(codes);
                });
                Callers writers = Callers.begin(2, (caller, round) -> {
                    UserId user = user(20 + caller);
                    ObjectDetails changed = passlink.users()
                            .changeEmail(MANAGER, user, new Email("u" + round + "@example.org", true))
                            .join();
                    assertThat(passlink.users().get(MANAGER, user).join().details())
                            .isEqualTo(changed);
                    UserId passing = new UserId("passing-" + caller + "-" + round);
                    passlink.users().in(ACME).add(MANAGER, passing, person(0)).join();
                    passlink.links().add(MANAGER, passing).join();
                    passlink.users().remove(MANAGER, passing).join();
                    EngineContract.assertRefused(passlink.users().get(MANAGER, passing), new Failure.UserNotFound());
                })) {
            for (int i = 0; i < 3; i++) {
                readers.awaitMore(5);
                writers.awaitMore(5);
                passlink.rebuild().done().join();
            }
            writers.awaitMore(5);
        }

        await(this::nothingLags);
        assertThat(differences()).isEmpty();
        assertThat(post.recipients()).hasSize(mails);
        assertNothingIsLeft();
    }

    @Test
    void allNodesFollowARebuildBesideThemWithinASecondOrSo() throws Exception {
        try (Passlink other = node().build()) {
            await(() -> passlink.isReady() && other.isReady());
            List<String> unready = new ArrayList<>();
            try (RebuildOffice office = office();
                    Callers callers = Callers.begin(1, (caller, round) -> {
                        Passlink writing = round % 2 == 0 ? passlink : other;
                        Passlink reading = round % 2 == 0 ? other : passlink;
                        ObjectDetails changed = writing.users()
                                .changeEmail(MANAGER, user(20), new Email("u" + round + "@example.org", true))
                                .join();
                        assertThat(reading.users()
                                        .get(MANAGER, user(20))
                                        .orTimeout(10, TimeUnit.SECONDS)
                                        .join()
                                        .details())
                                .isEqualTo(changed);
                        unready.addAll(passlink.readiness().missing());
                        unready.addAll(other.readiness().missing());
                    })) {
                callers.awaitMore(3);
                office.rebuild().done().join();
                office.close();
                callers.awaitMore(3);
            }

            Set<String> processors = passlink.engine().processors();
            assertThat(processors)
                    .contains("init-codes@2", "users@2")
                    .doesNotContain("init-codes@1", "users@1")
                    .isEqualTo(other.engine().processors());
            await(() -> {
                Set<String> kept = new TreeSet<>(passlink.engine().lags().keySet());
                kept.addAll(other.engine().lags().keySet());
                return kept.equals(processors);
            });
            await(() -> passlink.isReady() && other.isReady());
            assertThat(unready).isEmpty();
        }
        assertThat(differences()).isEmpty();
        assertNothingIsLeft();
    }

    @Test
    void aSecondRebuildIsRefusedAndSaysWhoIsAtIt() throws Exception {
        Rebuild first = passlink.rebuild();

        assertThatThrownBy(() -> passlink.rebuild(ReadModel.USERS))
                .isInstanceOf(RebuildRefused.class)
                .hasMessageContaining("init-codes users")
                .hasMessageContaining("process " + ProcessHandle.current().pid());

        first.done().join();
        passlink.rebuild(ReadModel.USERS).done().join();
        assertThat(passlink.engine().processors()).contains("init-codes@2", "users@3");
    }

    @Test
    void aCancelledRebuildLeavesNothing() throws Exception {
        List<String> before = rows();
        Rebuild rebuild = passlink.rebuild();

        rebuild.cancel();

        assertThatThrownBy(() -> rebuild.done().join()).isInstanceOf(CancellationException.class);
        assertThat(rows()).isEqualTo(before);
        assertThat(passlink.engine().processors()).contains("init-codes@1", "users@1");
        assertNothingIsLeft();
        passlink.rebuild().done().join();
        assertThat(differences()).isEmpty();
    }

    @Test
    void aRebuildWhoseProcessClosesIsGoneOnWithByTheNext() throws Exception {
        List<String> before = rows();
        try (RebuildOffice office = office()) {
            office.rebuild(ReadModel.USERS);
        }

        try (RebuildOffice office = office()) {
            assertThatThrownBy(() -> office.rebuild(ReadModel.INIT_CODES))
                    .isInstanceOf(RebuildRefused.class)
                    .hasMessageContaining("users is unfinished");
            office.rebuild(ReadModel.USERS).done().join();
            assertThat(office.cancel()).isEmpty();
        }

        assertThat(rows()).isEqualTo(before);
        assertNothingIsLeft();
    }

    /** Whose removal is delivered again long after the code was, and both long after the histories were read. */
    @Test
    void theCodeOfARemovedUserIsNotSeenAgain() throws Exception {
        UserId one = new UserId("one");
        passlink.users().in(ACME).add(MANAGER, one, person(0)).join();
        passlink.links().add(MANAGER, one).join();
        passlink.close();
        multiply(700);
        passlink = node().build();
        passlink.users().remove(MANAGER, one).join();
        await(this::nothingLags);
        List<String> before = rows();
        passlink.close();
        execute("update token_entry set token = null, token_type = null where processor_name like '%@1'");
        int seenBefore = 0;
        List<String> seen = new ArrayList<>();
        try (Connection held = Sql.connect(database()); // as long as the database is to stay open
                RebuildOffice office = office()) {
            Rebuild rebuild = office.rebuild();
            while (!rebuild.done().isDone()) {
                seen.addAll(
                        codesOfOne("= (select active_generation from passlink_projection where name = 'init-codes')"));
                seenBefore += codesOfOne("= 2").size();
            }
            rebuild.done().join();
            assertThat(held.isValid(1)).isTrue();
        }

        assertThat(seenBefore).isPositive(); // by those who look where nobody does yet
        assertThat(seen).isEmpty();
        assertThat(rows()).isEqualTo(before);
    }

    private boolean nothingLags() {
        Map<String, Long> lags = passlink.engine().lags();
        return lags.keySet().equals(passlink.engine().processors())
                && lags.values().stream().allMatch(lag -> lag == 0);
    }

    private List<String> codesOfOne(String generation) throws SQLException {
        return select("select code_id from passlink_init_code where user_id = 'one' and generation " + generation);
    }

    @Test
    void killedAtRandomMomentsItIsGoneOnWithUntilTheRowsAreRight() throws Exception {
        UserId one = new UserId("one");
        passlink.users().in(ACME).add(MANAGER, one, person(0)).join();
        passlink.links().add(MANAGER, one).join();
        passlink.users().lock(MANAGER, one).join();
        passlink.users().unlock(MANAGER, one).join();
        passlink.close();
        multiply(MANY / 4);
        passlink = node().build();
        passlink.rebuild().done().join(); // so that the rows of the many are there, from one uninterrupted
        List<String> uninterrupted = rows();
        Random random = new Random(5);
        Set<Phase> seen = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            seen.addAll(killedAfter(random.nextInt(1_500)));
            assertThat(passlink.users().get(MANAGER, user(5)).join()).isNotNull();
            assertThat(rows()).isEqualTo(uninterrupted);
        }

        passlink.rebuild().done().join();

        assertThat(seen).contains(Phase.FILLING);
        assertThat(rows()).isEqualTo(uninterrupted);
        assertThat(differences()).isEmpty();
        assertNothingIsLeft();
    }

    /** Rebuilds in a process of its own, and kills that so many milliseconds after it has begun. */
    private Set<Phase> killedAfter(int millis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RebuildProcess.class.getName(),
                        reachable().url(),
                        reachable().user(),
                        reachable().password(),
                        personalKeyset().toString())
                .redirectError(Redirect.INHERIT)
                .start();
        Set<Phase> seen = new TreeSet<>();
        try (var lines = process.inputReader()) {
            String first = lines.readLine(); // it has begun
            assertThat(first).isNotNull();
            seen.add(Phase.valueOf(first));
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        return seen;
    }

    private RebuildOffice office() {
        return RebuildOffice.open(StoreAccess.in(database()), personalKeyset());
    }

    private Path personalKeyset() {
        return folder().resolve("personal-keyset.json");
    }

    /** The same database, for another process. */
    JdbcAccess reachable() {
        return database();
    }

    /** Many more users, as copies of one; added as they were before personal data was encrypted. */
    private void multiply(int users) throws SQLException {
        execute("""
                insert into domain_event_entry (global_index, event_identifier, type, aggregate_identifier,
                    sequence_number, time_stamp, payload_type, payload_revision, payload, meta_data)
                select nextval('domain_event_entry_seq'), event.event_identifier || '-' || many.number, event.type,
                    'many-' || many.number, event.sequence_number, event.time_stamp, event.payload_type,
                    case when event.sequence_number = 0 then '1' else event.payload_revision end,
                    case when event.sequence_number = 0
                        then %s
                        else %s end,
                    event.meta_data
                from domain_event_entry event cross join %s
                where event.aggregate_identifier = 'one'
                """.formatted(
                        bytes(
                                "'{\"userId\":\"many-' || many.number || '\",\"person\":{\"userName\":\"zoe\",\"firstName\":\"Zoe\","
                                        + "\"lastName\":\"M\",\"nickName\":\"Zo\",\"displayName\":\"Zoe M.\","
                                        + "\"preferredLanguage\":\"de-CH\",\"gender\":\"FEMALE\","
                                        + "\"email\":{\"address\":\"zoe@example.org\",\"verified\":true}}}'"),
                        bytes("replace(" + text("event.payload") + ", '\"one\"', '\"many-' || many.number || '\"')"),
                        numbers(users)));
    }

    /** SQL of a text as bytes in UTF-8. */
    abstract String bytes(String text);

    /** SQL of bytes in UTF-8 as text. */
    abstract String text(String bytes);

    /** SQL of a table {@code many} with so many rows {@code number}. */
    abstract String numbers(int count);

    private void assertNothingIsLeft() throws SQLException {
        assertThat(
                        select(
                                "select name from passlink_projection p where exists (select 1 from passlink_user u"
                                        + " where p.name = 'users' and u.generation <> p.active_generation) or exists (select 1 from"
                                        + " passlink_init_code c where p.name = 'init-codes' and c.generation <> p.active_generation) or exists"
                                        + " (select 1 from passlink_passkey k where p.name = 'passkeys' and k.generation <> p.active_generation) or exists"
                                        + " (select 1 from passlink_audit a where p.name = 'audit-trail' and a.generation <> p.active_generation)"))
                .isEmpty();
        assertThat(select("select generations from passlink_rebuild")).isEmpty();
        assertThat(select("select name || '@' || active_generation from passlink_projection order by name"))
                .containsExactlyElementsOf(select("select processor_name from token_entry where processor_name like"
                        + " '%@%' order by processor_name"));
    }

    /** The rows that queries see, without their generation. */
    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (ReadModel model : ReadModel.values()) {
            String table = switch (model) {
                case USERS -> "passlink_user";
                case INIT_CODES -> "passlink_init_code";
                case PASSKEYS -> "passlink_passkey";
                case AUDIT_TRAIL -> "passlink_audit";
            };
            rows.addAll(select("select * from " + table
                    + " t where generation = (select active_generation from passlink_projection where name = '"
                    + model.id() + "')"));
        }
        return rows.stream()
                .map(row -> row.replaceFirst("^\\d+\\|", ""))
                .sorted()
                .toList();
    }

    /** In what the rows that queries see are not what a fresh replay makes. */
    private List<Difference> differences() throws SQLException {
        List<History> histories =
                passlink.engine().histories().after(null, 1_000_000).histories();
        List<Difference> differences = new ArrayList<>();
        try (Connection connection = Sql.connect(database())) {
            for (ReadModel model : ReadModel.values()) {
                int generation = Integer.parseInt(
                        select("select active_generation from passlink_projection where name = '" + model.id() + "'")
                                .get(0));
                differences.addAll(passlink.engine().replay(model, generation).differences(connection, histories));
            }
        }
        return differences;
    }

    private List<String> select(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = Sql.connect(database());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                rows.add(String.join(
                        "|",
                        IntStream.rangeClosed(1, columns)
                                .mapToObj(i -> {
                                    try {
                                        return String.valueOf(found.getString(i));
                                    } catch (SQLException e) {
                                        throw new IllegalStateException(e);
                                    }
                                })
                                .toList()));
            }
        }
        return rows;
    }

    private void execute(String sql) throws SQLException {
        Sql.execute(database(), sql);
    }

    private static UserId user(int i) {
        return new UserId("user-" + i);
    }

    private static Person person(int i) {
        return Person.named("u" + i, "U", "U", new Email("u" + i + "@example.org", true));
    }
}
