package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL. */
class PostgresEngineTest extends OwnStoreContract {

    private final JdbcAccess database = PostgresServer.emptyDatabase();

    @TempDir
    Path folder;

    @Override
    Passlink.Builder node() {
        return Passlink.builder().jdbc(database).keyset(folder.resolve("keyset.json"));
    }

    @Override
    JdbcAccess database() {
        return database;
    }
}
