package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds on PostgreSQL. */
class RebuildOnPostgresTest extends RebuildContract {

    private final JdbcAccess database = PostgresServer.emptyDatabase();

    @TempDir
    private Path folder;

    @Override
    JdbcAccess database() {
        return database;
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    String bytes(String text) {
        return "convert_to(" + text + ", 'UTF8')";
    }

    @Override
    String text(String bytes) {
        return "convert_from(" + bytes + ", 'UTF8')";
    }

    @Override
    String numbers(int count) {
        return "generate_series(1, " + count + ") as many(number)";
    }
}
