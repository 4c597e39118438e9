package dev.passlink.server;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import java.util.Optional;

/** The store of some settings, for a command that works while a server may be running on it. */
public final class StoreBesideServer {

    private StoreBesideServer() {}

    /**
     * How the store is reached: an H2 file through the server that owns it, or the file itself if nobody does. Empty, if
     * there is no such file yet, which no command but {@code serve} makes.
     *
     * @throws CannotRun with the store {@code memory}
     */
    public static Optional<StoreAccess> of(Settings settings) {
        StoreAccess store = settings.requireStore();
        JdbcAccess database = store.database();
        return EmbeddedDatabase.isFile(database) && !EmbeddedDatabase.exists(database)
                ? Optional.empty()
                : Optional.of(new StoreAccess(EmbeddedDatabase.reach(database, settings.data()), store.events()));
    }
}
