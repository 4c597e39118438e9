package dev.passlink.server;

import dev.passlink.api.CodeKeyUse;
import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;

/**
 * How many open codes there are of a key, counted by the events in the store of some settings. Works while a server runs
 * on it, and starts none.
 */
public final class OpenCodes {

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
     * @throws CannotRun if the database cannot be read
     */
    public long ofKey(int keyId) {
        if (EmbeddedDatabase.isFile(database) && !EmbeddedDatabase.exists(database)) {
            return 0;
        }
        try {
            return CodeKeyUse.openCodes(EmbeddedDatabase.reach(database, data), keyId);
        } catch (RuntimeException e) {
            throw new CannotRun("The open codes cannot be counted: " + e.getMessage(), e);
        }
    }
}
