package dev.passlink.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.engine.JdbcAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many open codes there are of a key, counted in the rows of the read model, so that no engine has to be started for
 * it. Works while a server runs, and never on rows that are behind the events.
 */
public final class OpenCodes {

    private static final String OF_KEY = """
            select count(*)
            from passlink_init_code code
            join passlink_projection projection
              on projection.name = 'init-codes' and projection.active_generation = code.generation
            where code.key_id = ? and code.state = 'OPEN' and code.expires_at > ?""";
    private static final String LAST_EVENT = "select coalesce(max(global_index), -1) from domain_event_entry";
    private static final String SEEN = """
            select token.token
            from token_entry token
            join passlink_projection projection
              on projection.name = 'init-codes'
              and token.processor_name = concat('init-codes@', projection.active_generation)""";

    /** The position of a projection is stored at least every five seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(50);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcAccess database;
    private final Path data;

    private OpenCodes(JdbcAccess database, Path data) {
        this.database = database;
        this.data = data;
    }

    /**
     * The open codes in the store of these settings.
     *
     * @throws CannotRun if the events are not in the database
     */
    public static OpenCodes in(Settings settings) {
        if (settings.store() != Settings.Store.JDBC) {
            throw new CannotRun("The open codes can be counted only with " + Setting.STORE + "=jdbc.");
        }
        return new OpenCodes(settings.requireDatabase(), settings.data());
    }

    /**
     * How many codes of a key are open and not expired.
     *
     * @param keyId the key's id
     * @throws CannotRun if the database cannot be read, or its rows stay behind the events for 15 seconds
     */
    public long ofKey(int keyId) {
        if (EmbeddedDatabase.isFile(database) && !EmbeddedDatabase.exists(database)) {
            return 0;
        }
        JdbcAccess access = EmbeddedDatabase.reach(database, data);
        try (Connection connection = DriverManager.getConnection(access.url(), access.user(), access.password())) {
            awaitRows(connection);
            return count(connection, keyId);
        } catch (SQLException e) {
            throw new CannotRun("The open codes cannot be counted: the database answers " + e.getSQLState() + ".", e);
        }
    }

    private static void awaitRows(Connection connection) throws SQLException {
        long head = number(connection, LAST_EVENT);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (seen(connection) < head) {
            if (System.nanoTime() > deadline) {
                throw new CannotRun("The list of codes is behind the events. It catches up while a server runs.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Up to which event the rows are: as far as the slowest part of the projection has come. */
    private static long seen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet tokens = statement.executeQuery(SEEN)) {
            long seen = Long.MAX_VALUE;
            while (tokens.next()) {
                seen = Math.min(seen, index(tokens.getBytes(1)));
            }
            return seen == Long.MAX_VALUE ? -1 : seen;
        }
    }

    private static long index(byte @Nullable [] token) {
        try {
            return token == null ? -1 : JSON.readTree(token).path("index").asLong(-1);
        } catch (IOException e) {
            return -1; // a token in another form says nothing
        }
    }

    private static long count(Connection connection, int keyId) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(OF_KEY)) {
            count.setInt(1, keyId);
            count.setObject(2, Instant.now().atOffset(ZoneOffset.UTC));
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
