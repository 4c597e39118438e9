package dev.passlink.api.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories of a table to which others append between one query and the next. */
class DatabaseHistoriesTest {

    private final JdbcDataSource h2 = new JdbcDataSource();
    private final Queue<Work> meanwhile = new ArrayDeque<>();
    private Database database;
    private Histories histories;

    @BeforeEach
    void open() {
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database = Database.over(watched(), Set.of(), List.of(Database.SCHEMA));
        histories = new DatabaseHistories(
                database, PasslinkSerializers.events(PersonalKeys.NONE), new EventUpcasterChain(), users -> {});
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void usersComeInTheOrderOfTheirFirstEventsWhateverPagesTheyAreReadIn() throws Exception {
        append(1, "ada", 0);
        append(2, "bob", 0);
        append(3, "ada", 1);
        append(4, "cyd", 0);
        append(5, "bob", 1);
        append(6, "ada", 2);

        for (int events = 1; events < 8; events++) {
            assertThat(all(events)).as("%d a page", events).containsExactly("ada [0, 1, 2]", "bob [0, 1]", "cyd [0]");
        }
    }

    @Test
    void whatFillsAGapBehindAWindowIsNotMissedBecauseAsMuchCameAfterIt() throws Exception {
        append(1, "ada", 0);
        append(3, "bob", 0);

        meanwhile.add(() -> {}); // the first window is read: position 2 is still a gap
        meanwhile.add(() -> append(2, "ada", 1)); // events of users are counted
        meanwhile.add(() -> append(4, "ada", 2)); // the next window is read
        assertThat(all(2)).containsExactly("ada [0, 1, 2]", "bob [0]");
        assertThat(meanwhile).isEmpty();
    }

    private List<String> all(int events) {
        List<String> read = new ArrayList<>();
        for (Histories.Page page = histories.after(null, events);
                !page.histories().isEmpty();
                page = histories.after(page.end(), events)) {
            page.histories().stream().map(DatabaseHistoriesTest::shown).forEach(read::add);
        }
        return read;
    }

    private static String shown(History history) {
        return history.userId() + " "
                + history.events().stream()
                        .map(DomainEventMessage::getSequenceNumber)
                        .toList();
    }

    private void append(long position, String userId, long sequence) throws Exception {
        try (Connection connection = h2.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into domain_event_entry values (?, ?, ?, ?, ?, ?, 'any', '1', ?, ?)")) {
            insert.setLong(1, position);
            insert.setString(2, "event-" + position);
            insert.setString(3, User.TYPE);
            insert.setString(4, userId);
            insert.setLong(5, sequence);
            insert.setString(6, "2026-01-01T00:00:00.000Z");
            insert.setBytes(7, "{}".getBytes(UTF_8));
            insert.setBytes(8, "{}".getBytes(UTF_8));
            insert.executeUpdate();
        }
    }

    /** The database, to which something happens before a connection is taken. */
    private DataSource watched() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && !meanwhile.isEmpty()) {
                        meanwhile.remove().happen();
                    }
                    try {
                        return method.invoke(h2, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** What others do. */
    private interface Work {
        void happen() throws Exception;
    }
}
