package dev.passlink.server;

import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * How many open codes there are of a key, counted in the rows of the read model, so that no engine has to be started for
 * it. Works while a server runs.
 */
public final class OpenCodes {

    private static final String OF_KEY = """
            select count(*)
            from passlink_init_code code
            join passlink_projection projection
              on projection.name = 'init-codes' and projection.active_generation = code.generation
            where code.key_id = ? and code.state = 'OPEN' and code.expires_at > ?""";

    private final JdbcAccess database;
    private final Path data;

    private OpenCodes(JdbcAccess database, Path data) {
        this.database = database;
        this.data = data;
    }

    /**
     * The open codes in the store of these settings.
     *
     * @throws CannotRun with the store {@code memory}, which no other process sees
     */
    public static OpenCodes in(Settings settings) {
        return new OpenCodes(settings.requireDatabase(), settings.data());
    }

    /**
     * How many codes of a key are open and not expired.
     *
     * @param keyId the key's id
     * @throws CannotRun if the database cannot be read
     */
    public long ofKey(int keyId) {
        if (EmbeddedDatabase.isFile(database) && !EmbeddedDatabase.exists(database)) {
            return 0;
        }
        JdbcAccess access = EmbeddedDatabase.reach(database, data);
        try (Connection connection = DriverManager.getConnection(access.url(), access.user(), access.password());
                PreparedStatement count = connection.prepareStatement(OF_KEY)) {
            count.setInt(1, keyId);
            count.setObject(2, Instant.now().atOffset(ZoneOffset.UTC));
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new CannotRun("The open codes cannot be counted: the database answers " + e.getSQLState() + ".", e);
        }
    }
}
