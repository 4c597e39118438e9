package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL, with a database of its own for each test. */
class RebuildOnPostgresTest extends RebuildContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path folder;

    private @Nullable String database;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @Override
    JdbcAccess database() {
        if (database == null) {
            database = created("rebuild" + DATABASES.incrementAndGet());
        }
        return new JdbcAccess(postgres.getJdbcUrl("postgres", database), "postgres", "");
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

    private static String created(String name) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
