package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.Finding.Backdated;
import dev.passlink.api.Finding.Disowned;
import dev.passlink.api.Finding.Doubled;
import dev.passlink.api.Finding.Drift;
import dev.passlink.api.Finding.Erased;
import dev.passlink.api.Finding.Misplaced;
import dev.passlink.api.Finding.Missing;
import dev.passlink.api.Finding.Reordered;
import dev.passlink.api.Finding.Unreadable;
import dev.passlink.api.Finding.Unsigned;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Difference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verification finds in a database that somebody has worked on, and what it does not take for a finding. */
abstract class ProofContract {

    private static final Map<String, ReadModel> TABLES = Map.of(
            "passlink_user",
            ReadModel.USERS,
            "passlink_init_code",
            ReadModel.INIT_CODES,
            "passlink_passkey",
            ReadModel.PASSKEYS,
            "passlink_audit",
            ReadModel.AUDIT_TRAIL);

    Passlink passlink;
    private final List<Finding> findings = new ArrayList<>();

    /** A node on the database of this test. */
    abstract Passlink.Builder node();

    /** A folder of this test. */
    abstract Path folder();

    /** Where everything is. */
    abstract JdbcAccess database();

    @BeforeEach
    void start() {
        passlink = node().mail(MailSettings.of("login.example.org", Post.takingAll()))
                .build();
        for (String name : List.of("ann", "bob", "carl")) {
            UserId userId = new UserId(name);
            passlink.users()
                    .in(ACME)
                    .add(MANAGER, userId, Person.named(name, name, "Lee", new Email(name + "@example.org", true)))
                    .join();
            passlink.links().add(MANAGER, userId).join();
            passlink.links().send(MANAGER, userId).join();
            passlink.links().revokeAll(MANAGER, userId).join();
            passlink.links().send(MANAGER, userId).join();
            Holder holder =
                    Holder.of(passlink, passlink.links().add(MANAGER, userId).join());
            assertThat(holder.presents(holder.code()).join()).isInstanceOf(Verdict.Registered.class);
        }
        awaitQuiet();
    }

    /** All mails are on their way, which is an event each, and the rows have seen that. */
    private void awaitQuiet() {
        awaitNoLag();
        await(this::hasNoJobs);
        awaitNoLag();
    }

    private void awaitNoLag() {
        await(() -> passlink.engine().lags().values().stream().allMatch(lag -> lag == 0));
    }

    private boolean hasNoJobs() {
        try {
            return value("select count(*) from passlink_job").equals("0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() {
        VerificationReport report = verified();

        assertThat(findings).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.users()).isEqualTo(3);
        assertThat(report.events()).isGreaterThanOrEqualTo(3 * 6);
        assertThat(report.behind()).isEmpty();
    }

    @Test
    void nothingIsFoundWhileManyPeopleCome() {
        try (Newcomers newcomers = Newcomers.comeTo(passlink, "new")) {
            for (int i = 0; i < 10; i++) {
                newcomers.awaitMore(5);
                assertThat(verified().isClean()).as("%s", findings).isTrue();
            }
        }
    }

    @Test
    void rowsThatAreBehindAreLagAndNoFinding() throws Exception {
        passlink.close();
        execute("update passlink_user set generation = -1"); // what the projection has not done yet
        execute("delete from token_entry where processor_name = 'users@1'");

        VerificationReport report = verifiedBeside();

        assertThat(findings).isEmpty();
        assertThat(report.behind()).containsEntry(ReadModel.USERS, 3L);
    }

    @Test
    void aRowThatHasNotSeenItsUserGoIsLagAlsoWhenNobodyCanReadItsDataAnyMore() throws Exception {
        execute("create table kept as select * from passlink_user");
        String token = value("select " + (isH2() ? "utf8tostring(token)" : "encode(token, 'escape')")
                + " from token_entry where processor_name = 'users@1'");
        passlink.users().remove(MANAGER, new UserId("ann")).join();
        await(() -> passlink.engine()
                .events()
                .readEvents("ann", 0)
                .asStream()
                .anyMatch(event -> event.getPayload() instanceof UserPersonalDataErased));
        passlink.close();
        execute("delete from passlink_user");
        execute("insert into passlink_user select * from kept");
        execute("update token_entry set token = %s where processor_name = 'users@1'"
                .formatted(isH2() ? "stringtoutf8('" + token + "')" : "decode('" + token + "', 'escape')"));

        VerificationReport report = verifiedBeside();

        assertThat(findings).isEmpty();
        assertThat(report.behind()).containsEntry(ReadModel.USERS, 1L);
    }

    @Test
    void everyEditedColumnOfEveryRowIsNamed() throws Exception {
        for (String table : TABLES.keySet()) {
            List<String> columns = columns(table);
            assertThat(columns).hasSizeGreaterThan(10);
            for (String column : columns) {
                execute("create table kept as select * from " + table);
                execute("update %s set %s where user_id = 'bob'".formatted(table, edited(table, column)));

                verified();

                assertThat(findings)
                        .as("%s.%s", table, column)
                        .isNotEmpty()
                        .allSatisfy(finding -> assertThat(finding).isInstanceOfSatisfying(Drift.class, drift -> {
                            assertThat(drift.model()).isEqualTo(TABLES.get(table));
                            assertThat(drift.difference().table()).isEqualTo(table);
                            assertThat(drift.difference().userId()).isEqualTo("bob");
                            assertThat(drift.difference().what()).isEqualTo(Difference.What.DIFFERS);
                            assertThat(drift.difference().columns()).containsExactly(column);
                        }));
                execute("delete from " + table);
                execute("insert into " + table + " select * from kept");
                execute("drop table kept");
            }
        }
        assertThat(verified().isClean()).isTrue();
    }

    @Test
    void aRowThatIsMissingIsNamed() throws Exception {
        for (String table : TABLES.keySet()) {
            execute("delete from " + table + " where user_id = 'ann'");
        }

        verified();

        assertThat(rows(Difference.What.MISSING))
                .contains("passlink_user [ann]")
                .hasSizeGreaterThanOrEqualTo(1 + 3 + 6);
    }

    @Test
    void aRowThatNoEventLeadsToIsNamed() throws Exception {
        execute("create table kept as select * from passlink_user where user_id = 'ann'");
        execute("update kept set user_id = 'nobody'");
        execute("insert into passlink_user select * from kept");
        execute("create table codes as select * from passlink_init_code where user_id = 'ann'");
        execute("update codes set code_id = 'c-' || code_id");
        execute("insert into passlink_init_code select * from codes");

        verified();

        assertThat(rows(Difference.What.SURPLUS))
                .contains("passlink_user [nobody]")
                .hasSize(1 + 4);
    }

    @Test
    void anEventThatIsMissingIsNamed() throws Exception {
        execute("delete from domain_event_entry where aggregate_identifier = 'bob' and sequence_number in (1, 2)");

        verified();

        assertThat(findings).contains(new Missing("bob", 2, 3));
    }

    @Test
    void aUserIsNotLostWithItsFirstEvent() throws Exception {
        edit("bob", 0, "type = 'Other'");
        for (String table : TABLES.keySet()) {
            execute("delete from " + table + " where user_id = 'bob'");
        }

        verified();

        assertThat(findings).contains(new Missing("bob", 1, 1));
    }

    @Test
    void noEventIsTooFarInFrontToBeSeen() throws Exception {
        edit("bob", 1, "global_index = " + Long.MIN_VALUE);

        verified();

        assertThat(findings).contains(new Reordered("bob", 2, Long.MIN_VALUE));
    }

    @Test
    void anEventThatIsThereTwiceIsNamed() throws Exception {
        execute("alter table domain_event_entry drop constraint domain_event_entry_stream");
        execute("create table kept as select * from domain_event_entry"
                + " where aggregate_identifier = 'bob' and sequence_number = 1");
        execute("update kept set global_index = 100000, event_identifier = 'another'");
        execute("insert into domain_event_entry select * from kept");

        verified();

        assertThat(findings).contains(new Doubled("bob", 2));
    }

    @Test
    void eventsThatHaveChangedPlacesAreNamed() throws Exception {
        long second = position("bob", 1);
        long third = position("bob", 2);
        execute("update domain_event_entry set global_index = -1 where global_index = " + second);
        execute("update domain_event_entry set global_index = %d where global_index = %d".formatted(second, third));
        execute("update domain_event_entry set global_index = %d where global_index = -1".formatted(third));

        verified();

        assertThat(findings).contains(new Reordered("bob", 3, second));
    }

    @Test
    void anEventThatCannotBeReadIsNamed() throws Exception {
        edit("bob", 1, "payload_type = 'user.of.the.future'");
        edit("carl", 1, "payload = '\\x7b'", "payload = X'7b'");

        verified();

        assertThat(findings)
                .contains(new Unreadable("bob", 2, position("bob", 1)), new Unreadable("carl", 2, position("carl", 1)));
    }

    @Test
    void anEventInTheStreamOfSomebodyElseIsNamed() throws Exception {
        execute("""
                update domain_event_entry
                set payload = (select other.payload from domain_event_entry other
                    where other.aggregate_identifier = 'ann' and other.sequence_number = 0)
                where aggregate_identifier = 'bob' and sequence_number = 0""");

        verified();

        assertThat(findings).contains(new Misplaced("bob", 1, position("bob", 0)));
    }

    @Test
    void anEventOfAnOrganizationThatDoesNotOwnTheUserIsNamed() throws Exception {
        edit(
                "bob",
                1,
                "meta_data = convert_to(replace(convert_from(meta_data, 'UTF8'), 'acme', 'evil'), 'UTF8')",
                "meta_data = stringtoutf8(replace(utf8tostring(meta_data), 'acme', 'evil'))");

        verified();

        assertThat(findings).contains(new Disowned("bob", 2, position("bob", 1)));
    }

    @Test
    void aUserWhoHasLostItsDataWithoutBeingRemovedIsNamed() throws Exception {
        execute("update passlink_personal_key set wrapped = null, wrapped_by = null, destroyed_at = now()"
                + " where user_id = 'bob'");

        verifiedBeside(); // which remembers no key

        assertThat(findings).contains(new Erased("bob", 1, position("bob", 0)));
    }

    @Test
    void anEventThatPretendsToBeOlderThanTheSealIsNamed() throws Exception {
        Seal seal = sealed();
        passlink.users().lock(MANAGER, new UserId("bob")).join();
        int last = Integer.parseInt(
                value("select max(sequence_number) from domain_event_entry where aggregate_identifier = 'bob'"));
        edit("bob", last, "time_stamp = '2020-01-01T00:00:00.000Z'");

        findings.clear();
        assertThat(passlink.breach(seal, findings::add)).isEmpty();
        assertThat(findings).containsExactly(new Backdated("bob", last + 1, position("bob", last)));
    }

    @Test
    void anEventThatNobodySignedIsNamed() throws Exception {
        edit("bob", 1, "meta_data = '\\x7b7d'", "meta_data = X'7b7d'");

        verified();

        assertThat(findings)
                .contains(new Unsigned(
                        "bob",
                        2,
                        position("bob", 1),
                        Set.of("resourceOwner", "editor", "editorOrganization", "operation")));
    }

    @Test
    void itIsTheSameBesideARunningNodeAndWithNone() throws Exception {
        execute("update passlink_user set first_name = 'Eve' where user_id = 'ann'");
        List<String> names = List.of("first_name");
        verifiedBeside();
        assertThat(findings)
                .singleElement()
                .satisfies(finding ->
                        assertThat(((Drift) finding).difference().columns()).isEqualTo(names));

        passlink.close();

        verifiedBeside();
        assertThat(findings)
                .singleElement()
                .satisfies(finding ->
                        assertThat(((Drift) finding).difference().columns()).isEqualTo(names));
    }

    @Test
    void nothingUnderASealIsFoundChangedWhileTheStoreGrows() throws Exception {
        Seal seal = sealed();
        passlink.users().lock(MANAGER, new UserId("ann")).join();

        assertThat(seal.isSignedBy(keys())).isTrue();
        assertThat(seal.events())
                .isEqualTo(Long.parseLong(
                        value("select count(*) from domain_event_entry where global_index <= " + seal.position())));
        assertThat(passlink.breach(seal, findings::add)).isEmpty();
        assertThat(passlink.breach(Seal.ofJson(seal.toJson()), findings::add)).isEmpty();
    }

    @Test
    void aFlippedByteInAnyColumnBreaksTheSeal() throws Exception {
        Seal seal = sealed();
        List<String> flips = List.of(
                "payload = " + (isH2() ? "payload || X'20'" : "set_byte(payload, 3, get_byte(payload, 3) # 1)"),
                "meta_data = " + (isH2() ? "X'7b7d'" : "set_byte(meta_data, 3, get_byte(meta_data, 3) # 1)"),
                "payload_type = payload_type || '.'",
                "payload_revision = '9'",
                "time_stamp = replace(time_stamp, 'Z', 'z')",
                "event_identifier = event_identifier || '-'",
                "type = 'User'",
                "sequence_number = sequence_number + 1000",
                "aggregate_identifier = 'bobby'");
        for (String flip : flips) {
            execute("create table kept as select * from domain_event_entry");
            edit("bob", 1, flip);

            assertThat(passlink.breach(seal, findings::add)).as(flip).hasValueSatisfying(breach -> {
                assertThat(breach.block()).isZero();
                assertThat(breach.firstEvent()).isEqualTo(1);
                assertThat(breach.lastEvent()).isEqualTo(seal.events());
            });
            execute("delete from domain_event_entry");
            execute("insert into domain_event_entry select * from kept");
            execute("drop table kept");
        }
        assertThat(passlink.breach(seal, findings::add)).isEmpty();
    }

    @Test
    void aRemovedEventBreaksTheSeal() throws Exception {
        Seal seal = sealed();
        execute("delete from domain_event_entry where global_index = " + position("bob", 1));

        assertThat(passlink.breach(seal, findings::add))
                .hasValueSatisfying(breach -> assertThat(breach.found()).isEqualTo(breach.sealed() - 1));
    }

    @Test
    void twoEventsThatChangedPlacesBreakTheSeal() throws Exception {
        Seal seal = sealed();
        long anns = position("ann", 1);
        long bobs = position("bob", 1);
        execute("update domain_event_entry set global_index = -1 where global_index = " + anns);
        execute("update domain_event_entry set global_index = %d where global_index = %d".formatted(anns, bobs));
        execute("update domain_event_entry set global_index = %d where global_index = -1".formatted(bobs));

        assertThat(passlink.breach(seal, findings::add)).isPresent();
    }

    @Test
    void anInsertedEventBreaksTheSealWhereverItIs() throws Exception {
        execute("delete from domain_event_entry where global_index = " + position("carl", 1)); // room for one
        execute("update domain_event_entry set time_stamp = '2026-01-01T00:00:00.000Z'"); // and nobody on the way to it
        Seal seal = sealed();
        for (long place : new long[] {Long.MIN_VALUE + 1, -1, 0, seal.events() - 1}) {
            execute("create table kept as select * from domain_event_entry where global_index = " + position("bob", 1));
            long free = place < 1 ? place : gap();
            execute("update kept set event_identifier = 'inserted', sequence_number = 99, global_index = " + free);
            execute("insert into domain_event_entry select * from kept");
            execute("drop table kept");

            assertThat(passlink.breach(seal, findings::add)).as("at %d", free).isPresent();
            execute("delete from domain_event_entry where event_identifier = 'inserted'");
        }
        assertThat(passlink.breach(seal, findings::add)).isEmpty();
    }

    @Test
    void aTruncatedTailBreaksTheSealAlsoWhenOtherEventsCameAfterIt() throws Exception {
        Seal seal = sealed();
        execute("delete from domain_event_entry where global_index > " + (seal.position() - 2));
        assertThat(passlink.breach(seal, findings::add)).isPresent();

        passlink.engine().forgetAggregates();
        passlink.users().lock(MANAGER, new UserId("ann")).join();
        passlink.users().unlock(MANAGER, new UserId("ann")).join();
        passlink.users().lock(MANAGER, new UserId("ann")).join();
        assertThat(passlink.breach(seal, findings::add)).isPresent();
    }

    @Test
    void theFirstBlockThatDiffersIsNamed() throws Exception {
        UserId ann = new UserId("ann");
        for (int i = 0; i < 1_100; i++) {
            passlink.users().lock(MANAGER, ann).join();
            passlink.users().unlock(MANAGER, ann).join();
        }
        Seal seal = sealed();
        assertThat(seal.blocks()).hasSize(3);
        edit("ann", 1_500, "event_identifier = 'another'");

        assertThat(passlink.breach(seal, findings::add)).hasValueSatisfying(breach -> {
            assertThat(breach.block()).isEqualTo(1);
            assertThat(breach.firstEvent()).isEqualTo(1_025);
            assertThat(breach.lastEvent()).isEqualTo(2_048);
        });
    }

    @Test
    void whatATransactionMayStillFillIsNotSealed() throws Exception {
        long first = position("carl", 1);
        execute("delete from domain_event_entry where global_index = " + first); // as if it were not committed yet

        assertThat(sealed().position()).isEqualTo(first - 1);

        execute("update domain_event_entry set time_stamp = '2026-01-01T00:00:00.000Z' where global_index > " + first);
        assertThat(sealed().position()).isGreaterThan(first);
    }

    @Test
    void aSealThatSomebodyWorkedOnIsNotGenuine() throws Exception {
        Seal seal = sealed();
        String json = seal.toJson();
        SealKeys others = keys(folder().resolve("other-seals.json"));

        assertThat(seal.isSignedBy(others)).isFalse();
        assertThat(Seal.ofJson(json.replace("\"events\" : " + seal.events(), "\"events\" : " + (seal.events() - 1)))
                        .isSignedBy(keys()))
                .isFalse();
        assertThat(Seal.ofJson(json.replace(seal.blocks().get(0), "00".repeat(32)))
                        .isSignedBy(keys()))
                .isFalse();
        assertThat(Seal.ofJson(json.replace(seal.root(), "00".repeat(32))).isSignedBy(keys()))
                .isFalse();
        assertThat(Seal.ofJson(json.replace(seal.sealedAt().toString(), "2020-01-01T00:00:00.001Z"))
                        .isSignedBy(keys()))
                .isFalse();
    }

    private Seal sealed() {
        return passlink.seal(keys());
    }

    private SealKeys keys() {
        return keys(folder().resolve("seal-keyset.json"));
    }

    private static SealKeys keys(Path file) {
        KeysetFile<SealKeys> keyset = new KeysetFile<>(KeysetKind.SEALS, file);
        if (!Files.exists(file)) {
            keyset.create();
        }
        return SealKeys.in(keyset);
    }

    private long gap() throws SQLException {
        return Long.parseLong(value("""
                select min(event.global_index) + 1 from domain_event_entry event
                where not exists (select 1 from domain_event_entry next where next.global_index = event.global_index + 1)"""));
    }

    private boolean isH2() {
        return database().vendor() == JdbcAccess.Vendor.H2;
    }

    final VerificationReport verified() {
        findings.clear();
        return passlink.verify(findings::add);
    }

    final VerificationReport verifiedBeside() {
        findings.clear();
        try (ProofOffice office =
                ProofOffice.open(StoreAccess.in(database()), folder().resolve("personal-keyset.json"))) {
            return office.verify(findings::add);
        }
    }

    private List<String> rows(Difference.What what) {
        return findings.stream()
                .map(finding -> ((Drift) finding).difference())
                .filter(difference -> difference.what() == what)
                .map(difference -> difference.table() + " " + difference.key())
                .toList();
    }

    /** An assignment that gives the column another value, which its constraints allow. */
    private String edited(String table, String column) throws SQLException {
        String type = value(
                "select data_type from information_schema.columns where lower(table_name) = '%s' and lower(column_name) = '%s'"
                        .formatted(table, column));
        return column + " = "
                + switch (type.toLowerCase(Locale.ROOT)) {
                    case "integer", "bigint" -> "coalesce(" + column + ", 0) + 1";
                    case "boolean" -> "not " + column;
                    case "timestamp with time zone" ->
                        "coalesce(" + column
                                + ", timestamp with time zone '2026-01-01 00:00:00+00') + interval '1' second";
                    default -> "case when " + column + " = 'x' then 'y' else 'x' end";
                };
    }

    private List<String> columns(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = Sql.connect(database());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select lower(column_name) from information_schema.columns where lower(table_name) = '" + table
                                + "'")) {
            while (found.next()) {
                columns.add(found.getString(1));
            }
        }
        columns.removeAll(Set.of("generation", "user_id", restOfKey(table)));
        return columns;
    }

    private static String restOfKey(String table) {
        return switch (table) {
            case "passlink_init_code" -> "code_id";
            case "passlink_passkey" -> "passkey_id";
            case "passlink_audit" -> "sequence";
            default -> "-";
        };
    }

    private long position(String user, int sequence) throws SQLException {
        return Long.parseLong(value(
                "select global_index from domain_event_entry where aggregate_identifier = '%s' and sequence_number = %d"
                        .formatted(user, sequence)));
    }

    private void edit(String user, int sequence, String assignment) throws SQLException {
        execute("update domain_event_entry set %s where aggregate_identifier = '%s' and sequence_number = %d"
                .formatted(assignment, user, sequence));
    }

    private void edit(String user, int sequence, String onPostgres, String onH2) throws SQLException {
        edit(user, sequence, isH2() ? onH2 : onPostgres);
    }

    final String value(String query) throws SQLException {
        return Sql.value(database(), query);
    }

    final void execute(String sql) throws SQLException {
        Sql.execute(database(), sql);
    }
}
