package dev.passlink.api;

import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.initcode.InitCodeView;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;

/**
 * What is in a restored database before any node has run on it, read without Passlink.
 *
 * @param database where it was restored
 * @param events   how many events each user has
 * @param mailed   users who asked for a mail
 * @param sent     users whose mail is recorded as sent
 */
record Backup(JdbcAccess database, Map<String, Long> events, Set<String> mailed, Set<String> sent) {

    private static final String CODE = "'user.human.passwordless.initialization.code.";

    static Backup in(JdbcAccess database) throws SQLException {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement()) {
            return new Backup(
                    database,
                    lengths(statement),
                    users(statement, "payload_type = " + CODE + "added' and sequence_number = 2"),
                    users(statement, "payload_type = " + CODE + "sent'"));
        }
    }

    private static Map<String, Long> lengths(Statement statement) throws SQLException {
        Map<String, Long> lengths = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("select aggregate_identifier, count(*), max(sequence_number)"
                + " from domain_event_entry group by aggregate_identifier")) {
            while (rows.next()) {
                assertThat(rows.getLong(3)).isEqualTo(rows.getLong(2) - 1);
                lengths.put(rows.getString(1), rows.getLong(2));
            }
        }
        return lengths;
    }

    private static Set<String> users(Statement statement, String which) throws SQLException {
        Set<String> users = new HashSet<>();
        try (ResultSet rows =
                statement.executeQuery("select aggregate_identifier from domain_event_entry where " + which)) {
            while (rows.next()) {
                users.add(rows.getString(1));
            }
        }
        return users;
    }

    /** Users whose mail is still to be sent. */
    Set<String> due() {
        Set<String> due = new HashSet<>(mailed);
        due.removeAll(sent);
        return due;
    }

    /** A node that was started on this goes on where it ends. */
    void isContinuedBy(Passlink passlink, Post post, List<RegistrationLink> answeredBefore) {
        assertThat(sent).isNotEmpty();
        assertThat(due()).isNotEmpty();
        assertThat(answeredBefore).isNotEmpty();

        await(passlink::isReady);
        await(() -> allEventsAreProcessed(passlink) && noJobIsLeft(), Duration.ofMinutes(3)); // leases run out first
        assertThat(post.recipients()).containsExactlyInAnyOrderElementsOf(due());
        assertThat(mailed).allSatisfy(user -> readModelsAnswer(passlink, new UserId(user)));
        assertThat(answeredBefore).allSatisfy(link -> opens(passlink, link));
        assertThat(events).allSatisfy((user, length) -> sequencesGoOn(passlink, user, length));
    }

    private static boolean allEventsAreProcessed(Passlink passlink) {
        return passlink.engine().lags().values().stream().allMatch(lag -> lag == 0);
    }

    private boolean noJobIsLeft() {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement();
                ResultSet jobs = statement.executeQuery("select 1 from passlink_job")) {
            return !jobs.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connection(JdbcAccess database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static void readModelsAnswer(Passlink passlink, UserId userId) {
        List<? extends DomainEventMessage<?>> stored = stored(passlink, userId.value());
        assertThat(passlink.users().get(MANAGER, userId).join().details())
                .isEqualTo(ObjectDetails.next(null, stored.get(0)));
        List<InitCodeView> links = passlink.links().list(MANAGER, userId).join();
        assertThat(links)
                .filteredOn(link -> link.medium() == Medium.MAIL)
                .singleElement()
                .satisfies(link -> assertThat(link.mail()).isEqualTo(MailState.SENT))
                .satisfies(link -> assertThat(link.details())
                        .isEqualTo(ObjectDetails.next(
                                ObjectDetails.next(null, stored.get(2)), stored.get(stored.size() - 1))));
        assertThat(links).hasSize(2);
    }

    private static void opens(Passlink passlink, RegistrationLink link) {
        Holder holder = Holder.of(passlink, link);
        assertThat(holder.presents(holder.code()).join()).isInstanceOf(Verdict.Registered.class);
    }

    private static void sequencesGoOn(Passlink passlink, String user, long length) {
        int before = stored(passlink, user).size();
        assertThat(before).isGreaterThanOrEqualTo((int) length);
        assertThat(passlink.users().lock(MANAGER, new UserId(user)).join().sequence())
                .isEqualTo(before + 1);
        assertThat(stored(passlink, user).stream().map(DomainEventMessage::getSequenceNumber))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, before).boxed().toList());
    }

    private static List<? extends DomainEventMessage<?>> stored(Passlink passlink, String user) {
        return passlink.engine().events().readEvents(user, 0).asStream().toList();
    }
}
