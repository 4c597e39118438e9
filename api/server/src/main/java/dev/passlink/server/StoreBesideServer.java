package dev.passlink.server;

import dev.passlink.api.engine.JdbcAccess;
import java.util.Optional;

/** The store of some settings, for a command that works while a server may be running on it. */
public final class StoreBesideServer {

    private StoreBesideServer() {}

    /**
     * How the store is reached: through the server that owns its file, or the file itself if nobody does. Empty, if there
     * is no such file yet, which no command but {@code serve} makes.
     *
     * @throws CannotRun if the events are not in the database
     */
    public static Optional<JdbcAccess> of(Settings settings) {
        if (settings.store() != Settings.Store.JDBC) {
            throw new CannotRun("This needs the events in the database: " + Setting.STORE + "=jdbc.");
        }
        JdbcAccess database = settings.requireDatabase();
        return EmbeddedDatabase.isFile(database) && !EmbeddedDatabase.exists(database)
                ? Optional.empty()
                : Optional.of(EmbeddedDatabase.reach(database, settings.data()));
    }
}
