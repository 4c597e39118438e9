package dev.passlink.server.command.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.engine.JdbcAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The database as it is, read past the library, so that what is shown is what is stored. */
final class Store {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcAccess access;

    Store(JdbcAccess access) {
        this.access = access;
    }

    /** All events of users, oldest first. */
    List<Event> events() {
        return query(
                "select sequence_number, payload_type, time_stamp, meta_data from domain_event_entry where type = 'user' order by global_index",
                row -> {
                    JsonNode metaData = JSON.readTree(row.getBytes(4));
                    return new Event(
                            row.getLong(1) + 1,
                            row.getString(2),
                            Instant.parse(row.getString(3)).truncatedTo(ChronoUnit.MILLIS),
                            metaData.path("editor").asText(),
                            metaData.path("operation").asText());
                });
    }

    /** The rows of the read model of codes, oldest first. */
    List<Code> codes() {
        return query(
                "select code_id, medium, state, mail_state, expires_at, sequence from passlink_init_code order by creation_date",
                row -> new Code(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, Instant.class).toString(),
                        row.getLong(6)));
    }

    /** The rows of the read model of passkeys, oldest first. */
    List<Passkey> passkeys() {
        return query(
                "select passkey_id, state, name, sequence from passlink_passkey order by creation_date",
                row -> new Passkey(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)));
    }

    /** Whether a text occurs anywhere in the database, in clear or within binary columns. */
    boolean contains(String text) {
        String binary = HexFormat.of().formatHex(text.getBytes(UTF_8));
        return query("script", row -> row.getString(1)).stream()
                .anyMatch(line -> line.contains(text) || line.contains(binary));
    }

    private <T> List<T> query(String sql, Reader<T> reader) {
        try (Connection connection = DriverManager.getConnection(access.url(), access.user(), access.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("the store cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException, IOException;
    }

    /**
     * A stored event.
     *
     * @param sequence  as it is published: the first event has 1
     * @param type      its stored name
     * @param time      when, in milliseconds
     * @param editor    who did it
     * @param operation by which operation
     */
    record Event(long sequence, String type, Instant time, String editor, String operation) {}

    /**
     * A row of the read model of passkeys.
     *
     * @param id       the passkey's id
     * @param state    whether it can be signed in with
     * @param name     what the person calls its device
     * @param sequence sequence of its last event
     */
    record Passkey(String id, String state, String name, long sequence) {}

    /**
     * A row of the read model of codes.
     *
     * @param id        the code's id
     * @param medium    how it reached the person
     * @param state     what it is good for
     * @param mail      what became of its mail
     * @param expiresAt when it expires
     * @param sequence  sequence of its last event
     */
    record Code(String id, String medium, String state, String mail, String expiresAt, long sequence) {}
}
