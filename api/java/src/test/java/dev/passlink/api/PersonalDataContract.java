package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserRemoved;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to stored personal data that somebody has changed, or that was stored before it was encrypted. */
abstract class PersonalDataContract {

    private static final Person PERSON = Person.named("zoe", "Zoë", "Müller", new Email("zoë@example.org", true));
    private static final String BEFORE = """
            {"userId":"ann","person":{"userName":"zoe","firstName":"Zoë","lastName":"Müller","nickName":"",\
            "displayName":"Zoë Müller","preferredLanguage":"","gender":"UNSPECIFIED",\
            "email":{"address":"zoë@example.org","verified":true}}}""";

    private static final UserId BOB = new UserId("bob");

    @TempDir
    Path folder;

    private final Post post = Post.takingAll();
    private Passlink passlink;

    /** An empty database, the same each time. */
    abstract JdbcAccess database();

    @BeforeEach
    void start() {
        passlink = started();
        passlink.users().in(ACME).add(MANAGER, ANN, PERSON).join();
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void whatWasStoredBeforeItWasEncryptedIsReplayedAndGoesOnInClear() throws SQLException {
        passlink.close();
        change("update domain_event_entry set payload = ?, payload_revision = '1'", BEFORE.getBytes(UTF_8));
        change("delete from passlink_personal_key");
        change("delete from passlink_user");
        change("delete from token_entry");

        passlink = started();

        assertThat(person()).isEqualTo(PERSON);
        Email other = new Email("other@example.org", true);
        passlink.users().changeEmail(MANAGER, ANN, other).join();
        assertThat(person().email()).isEqualTo(other);
        assertThat(events()).last().isEqualTo(new UserEmailChanged(ANN, null, other));
        assertThat(clearEvents()).isEqualTo(2);
        passlink.users().remove(MANAGER, ANN).join();
        assertThat(events()).last().isEqualTo(new UserRemoved(ANN, null));
    }

    @Test
    void besideAStoreOfBeforeItWasEncryptedNoKeysetIsMadeUnasked() throws Exception {
        passlink.close();
        change("update domain_event_entry set payload = ?, payload_revision = '1'", BEFORE.getBytes(UTF_8));
        change("delete from passlink_personal_key");
        Path keyset = folder.resolve("personal-keyset.json");
        Files.delete(keyset);

        assertThatThrownBy(this::started).hasStackTraceContaining("keys create --keyset personal");
        assertThat(keyset).doesNotExist();
    }

    @Test
    void noEventOfAPersonWhoseDataIsEncryptedIsCountedAsClear() throws SQLException {
        passlink.users()
                .changeEmail(MANAGER, ANN, new Email("other@example.org", true))
                .join();
        assertThat(clearEvents()).isZero();
    }

    @Test
    void whatSomebodyHasChangedIsAnEventThatNobodyCanReadAndNothingIsDecidedOnIt() throws SQLException {
        passlink.close();
        byte[] payload = payload();
        String json = new String(payload, UTF_8);
        int inTheMiddle = json.indexOf("\"person\":\"") + 40;
        payload[inTheMiddle] = (byte) (payload[inTheMiddle] == 'A' ? 'B' : 'A');
        change("update domain_event_entry set payload = ?", payload);
        change("delete from passlink_user");
        change("delete from token_entry");

        assertNothingIsDecided();
    }

    @Test
    void dataWithoutItsKeyIsAnEventThatNobodyCanRead() throws SQLException {
        passlink.close();
        change("delete from passlink_personal_key");
        change("delete from passlink_user");
        change("delete from token_entry");

        assertNothingIsDecided();
    }

    @Test
    void anotherPersonsKeyDoesNotOpenIt() throws SQLException {
        UserId eve = new UserId("eve");
        passlink.users().in(ACME).add(MANAGER, eve, PERSON).join();
        passlink.close();
        change(
                "update passlink_personal_key set wrapped ="
                        + " (select eves.wrapped from passlink_personal_key eves where eves.user_id = 'eve') where user_id = 'ann'");

        assertNothingIsDecided();
    }

    /** Processors go on behind it, and a command is refused with the position. */
    private void assertNothingIsDecided() {
        passlink = started();
        await(passlink::isReady);
        passlink.users().in(ACME).add(MANAGER, BOB, PERSON).join();
        assertThat(passlink.users().get(MANAGER, BOB).join().person()).isEqualTo(PERSON);
        CompletableFuture<?> refused = passlink.users().lock(MANAGER, ANN);
        assertThatThrownBy(refused::join).cause().isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.failure().reason()).isEqualTo("UNAVAILABLE");
            assertThat(rejected.failure().message()).contains("event 1");
        });
    }

    private Passlink started() {
        return Passlink.builder()
                .jdbc(database())
                .keyset(folder.resolve("keyset.json"))
                .onlyNode()
                .consistencyWait(Duration.ofSeconds(30))
                .mail(MailSettings.of("login.example.org", post))
                .build();
    }

    private Person person() {
        return passlink.users().get(MANAGER, ANN).join().person();
    }

    private List<UserEvent> events() {
        return passlink.engine()
                .events()
                .readEvents("ann")
                .asStream()
                .<UserEvent>map(event -> (UserEvent) event.getPayload())
                .filter(event -> !(event instanceof UserPersonalDataErased))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private byte[] payload() throws SQLException {
        try (Connection connection = connection();
                PreparedStatement query = connection.prepareStatement("select payload from domain_event_entry");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    private long clearEvents() throws SQLException {
        long clear = 0;
        try (Connection connection = connection();
                PreparedStatement query = connection.prepareStatement(
                        "select payload_type, payload_revision, payload from domain_event_entry");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                clear += StoredForms.hasClearPersonalData(new GenericDomainEventEntry<>(
                                "user",
                                "ann",
                                0,
                                "",
                                Instant.EPOCH,
                                row.getString(1),
                                row.getString(2),
                                row.getBytes(3),
                                new byte[0]))
                        ? 1
                        : 0;
            }
        }
        return clear;
    }

    private void change(String sql, Object... parameters) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setObject(i + 1, parameters[i]);
            }
            update.executeUpdate();
        }
    }

    private Connection connection() throws SQLException {
        return Sql.connect(database());
    }
}
