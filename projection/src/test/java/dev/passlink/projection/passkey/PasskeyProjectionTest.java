package dev.passlink.projection.passkey;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.RandomHistories;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Balance;
import dev.passlink.projection.fold.Difference;
import dev.passlink.projection.fold.Replay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.hibernate.Session;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class PasskeyProjectionTest {

    private static final PasskeyId PASSKEY = new PasskeyId("p1");

    private final Database database;
    private final Delivery delivery;
    private final History history = History.of("u1");

    PasskeyProjectionTest(Database.Kind kind) {
        database = kind.empty();
        delivery = new Delivery(database, ReadModel.PASSKEYS.projection(1, database, Class::getSimpleName));
    }

    @Test
    void theRowsAreTheFoldOfTheEventsWhateverTheBatches() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            String prefix = "seed-" + seed + "-";
            List<DomainEventMessage<?>> events = new RandomHistories(seed, prefix).events(400);
            int from = 0;
            while (from < events.size()) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(60));
                delivery.batch(events.subList(from, to));
                from = random.nextInt(4) == 0 ? random.nextInt(to) : to; // sometimes the token falls back
            }

            assertThat(rows(prefix)).as("seed %d", seed).isEqualTo(fold(events));
        }
        assertThat(rows("").values()).extracting(Passkey::state).contains(PasskeyState.values());
    }

    @Test
    void theRowsAreTheSameOneByOneAsInOneBatch() {
        List<DomainEventMessage<?>> events = new RandomHistories(6, "").events(300);

        delivery.oneByOne(events);

        assertThat(rows("")).isEqualTo(fold(events)).isNotEmpty();
    }

    @Test
    void theRowsAreWhatWholeHistoriesMake() {
        List<DomainEventMessage<?>> events = new RandomHistories(7, "").events(500);
        List<dev.passlink.projection.fold.History> histories = histories(events);
        Replay second = ReadModel.PASSKEYS.replay(2, Class::getSimpleName);

        delivery.batch(events);
        database.executeInTransaction(() -> jdbc(connection -> second.write(connection, histories)));

        assertThat(unbalanced(1, histories)).isEmpty();
        assertThat(unbalanced(2, histories)).isEmpty();
        assertThat(rows("").keySet()).extracting(PasskeyRow.Key::generation).contains(1, 2);
        assertThat(differences(1, histories)).isEmpty();
        assertThat(differences(2, histories)).isEmpty();
    }

    @Test
    void aRowThatSomebodyEditedIsFound() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        delivery.batch(history.messages());
        database.executeInTransaction(
                () -> database.execute("update passlink_passkey set public_key = 'ZXZpbA', traits = 'NONSENSE'"));

        assertThat(unbalanced(1, histories(history.messages()))).containsExactly("u1");
        assertThat(differences(1, histories(history.messages())))
                .containsExactly(new Difference(
                        "passlink_passkey",
                        List.of("u1", "p1"),
                        Difference.What.DIFFERS,
                        List.of("public_key", "traits")));
    }

    @Test
    void aBatchThatIsDeliveredAgainChangesNothing() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.then(new PasswordlessTokenUsed(history.userId(), PASSKEY, 7));
        delivery.batch(history.messages());
        Map<PasskeyRow.Key, Passkey> before = rows("");
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());

        assertThat(rows("")).isEqualTo(before);
        assertThat(statistics.getEntityUpdateCount() + statistics.getEntityInsertCount())
                .isZero();
    }

    @Test
    void aRemovedPasskeyKeepsItsRowWithoutNameAndCredential() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        delivery.batch(history.messages());

        delivery.batch(List.of(history.then(new PasswordlessTokenRemoved(history.userId(), PASSKEY))));

        assertThat(row().state()).isEqualTo(PasskeyState.REMOVED);
        assertThat(database.<Long>fetchInTransaction(() -> (Long) database.getEntityManager()
                        .createNativeQuery("""
                                select count(*) from passlink_passkey where name is null and credential_id is null
                                and public_key is null and sign_count is null and aaguid is null and traits is null
                                and transports is null and attestation_type is null
                                """, Long.class)
                        .getSingleResult()))
                .isEqualTo(1);
    }

    @Test
    void thePasskeysOfARemovedUserAreGone() {
        History other = History.of("u2");
        history.passkeyAdded(PASSKEY);
        history.passkeyAdded(new PasskeyId("p2"));
        other.passkeyAdded(PASSKEY);
        delivery.batch(history.messages());
        delivery.batch(other.messages());

        delivery.batch(List.of(history.then(new UserRemoved(history.userId(), null))));

        assertThat(rows("")).containsOnlyKeys(new PasskeyRow.Key(1, "u2", "p1"));
    }

    @Test
    void aUserAddedAgainElsewhereHasOnlyItsNewPasskeys() {
        history.ownedBy("org-1").passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");
        history.passkeyAdded(new PasskeyId("p2"));
        delivery.batch(history.messages());
        int before = history.messages().size();
        history.then(new UserRemoved(history.userId(), null));
        history.ownedBy("org-2").added();
        history.passkeyAdded(PASSKEY);

        delivery.batch(history.messages().subList(before, history.messages().size()));

        assertThat(rows("")).hasSize(1);
        assertThat(row().state()).isEqualTo(PasskeyState.NOT_READY);
        assertThat(row().details().resourceOwner().value()).isEqualTo("org-2");
    }

    @Test
    void theLongestPasskeyComesBackAsItWas() {
        String astral = "\uD83D\uDD11".repeat(200); // 200 code points, 400 UTF-16 units
        History longest = new History(new UserId(astral));
        PasskeyId passkeyId = new PasskeyId(astral);
        Set<String> transports =
                IntStream.range(10, 26).mapToObj(i -> i + "t".repeat(30)).collect(Collectors.toSet());
        Credential credential = new Credential(
                new CredentialId("i".repeat(1364)),
                "p".repeat(2731),
                0xFFFF_FFFFL,
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                Set.of(Credential.Trait.values()),
                transports,
                "android-safetynet");
        longest.ownedBy(astral).passkeyAdded(passkeyId, new CodeId(astral));
        longest.then(
                new PasswordlessTokenVerified(longest.userId(), passkeyId, null, new PasskeyName(astral), credential));

        delivery.batch(longest.messages());

        assertThat(rows("")).isEqualTo(fold(longest.messages())).hasSize(1);
        assertThat(rows("").values()).extracting(Passkey::credential).containsExactly(credential);
    }

    @Test
    void aCredentialThatSaysNothingOfItselfComesBackAsItWas() {
        Credential silent = new Credential(
                new CredentialId("aWQ"), "cGs", 0, "00000000-0000-0000-0000-000000000000", Set.of(), Set.of(), "none");
        history.passkeyAdded(PASSKEY);
        history.then(new PasswordlessTokenVerified(history.userId(), PASSKEY, null, new PasskeyName("phone"), silent));

        delivery.batch(history.messages());

        assertThat(row().credential()).isEqualTo(silent);
    }

    @Test
    void aSetIsTheSameTextInEveryProcess() {
        history.passkeyAdded(PASSKEY);
        history.passkeyVerified(PASSKEY, "phone");

        delivery.batch(history.messages());

        assertThat(database.<Object[]>fetchInTransaction(() -> (Object[]) database.getEntityManager()
                        .createNativeQuery("select traits, transports from passlink_passkey", Object[].class)
                        .getSingleResult()))
                .containsExactly("BACKED_UP,BACKUP_ELIGIBLE,USER_VERIFIED", "hybrid,internal,usb");
    }

    @Test
    void aBatchCostsOneSelectAndOneWrite() {
        List<PasskeyId> passkeys = IntStream.range(0, 50)
                .mapToObj(number -> new PasskeyId("p" + number))
                .toList();
        passkeys.forEach(history::passkeyAdded);
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityInsertCount()).isEqualTo(50);

        int before = history.messages().size();
        passkeys.forEach(passkey -> history.passkeyVerified(passkey, "phone"));
        passkeys.forEach(passkey -> history.then(new PasswordlessTokenUsed(history.userId(), passkey, 7)));
        statistics.clear();

        delivery.batch(history.messages().subList(before, history.messages().size()));
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityUpdateCount()).isEqualTo(50);
    }

    @Test
    void eventsThatChangeNoPasskeyCostNoStatement() {
        history.added();
        history.codeAdded(new CodeId("c1"), Medium.MAIL);
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());

        assertThat(statistics.getPrepareStatementCount()).isZero();
    }

    @Test
    void anEventIsFoldedWithoutAUnitOfWork() {
        delivery.bare(history.passkeyAdded(PASSKEY));
        delivery.bare(history.passkeyVerified(PASSKEY, "phone"));

        assertThat(row().state()).isEqualTo(PasskeyState.READY);
    }

    @Test
    void aGenerationLeavesTheOthersAlone() {
        Delivery second = new Delivery(database, ReadModel.PASSKEYS.projection(2, database, Class::getSimpleName));
        history.passkeyAdded(PASSKEY);
        delivery.batch(history.messages());
        second.batch(history.messages());

        delivery.batch(List.of(history.then(new UserRemoved(history.userId(), null))));

        assertThat(rows("")).containsOnlyKeys(new PasskeyRow.Key(2, "u1", "p1"));
    }

    private Passkey row() {
        return rows("").get(new PasskeyRow.Key(1, "u1", PASSKEY.value()));
    }

    private Map<PasskeyRow.Key, Passkey> rows(String prefix) {
        return database.fetchInTransaction(() -> {
            Map<PasskeyRow.Key, Passkey> rows = new HashMap<>();
            database.getEntityManager()
                    .createQuery(
                            "select passkey from PasskeyRow passkey where passkey.key.userId like :users",
                            PasskeyRow.class)
                    .setParameter("users", prefix + "%")
                    .getResultList()
                    .forEach(row -> rows.put(row.key(), row.state()));
            return rows;
        });
    }

    private List<String> unbalanced(int generation, List<dev.passlink.projection.fold.History> histories) {
        Replay replay = ReadModel.PASSKEYS.replay(generation, Class::getSimpleName);
        Balance balance = new Balance();
        database.executeInTransaction(() -> jdbc(connection -> {
            replay.addRows(connection, balance);
            return balance;
        }));
        Replay.subtractRows(List.of(replay), histories.stream(), balance);
        return balance.unbalanced();
    }

    private List<Difference> differences(int generation, List<dev.passlink.projection.fold.History> histories) {
        Replay replay = ReadModel.PASSKEYS.replay(generation, Class::getSimpleName);
        return database.fetchInTransaction(() -> jdbc(connection -> replay.differences(connection, histories)));
    }

    private interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    private <T> T jdbc(Work<T> work) {
        return database.getEntityManager().unwrap(Session.class).doReturningWork(work::on);
    }

    private static List<dev.passlink.projection.fold.History> histories(List<DomainEventMessage<?>> events) {
        return events.stream().collect(groupingBy(DomainEventMessage::getAggregateIdentifier)).entrySet().stream()
                .map(user -> new dev.passlink.projection.fold.History(user.getKey(), user.getValue()))
                .toList();
    }

    /** The fold without rows and batches: each passkey's own events and its user's. */
    private static Map<PasskeyRow.Key, Passkey> fold(List<DomainEventMessage<?>> events) {
        Map<PasskeyRow.Key, Passkey> passkeys = new HashMap<>();
        for (DomainEventMessage<?> message : events) {
            UserEvent event = (UserEvent) message.getPayload();
            String user = event.userId().value();
            if (event instanceof PasskeyEvent ofPasskey) {
                passkeys.compute(
                        new PasskeyRow.Key(1, user, ofPasskey.passkeyId().value()),
                        (key, passkey) -> PasskeyReducer.reduce(passkey, event, message));
            } else {
                List.copyOf(passkeys.keySet()).stream()
                        .filter(key -> key.userId().equals(user))
                        .forEach(key -> passkeys.computeIfPresent(
                                key, (same, passkey) -> PasskeyReducer.reduce(passkey, event, message)));
            }
        }
        return passkeys;
    }
}
