package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Random lives on PostgreSQL, each in a database of its own. */
class LivesOnPostgresTest extends LivesContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static EmbeddedPostgres postgres;

    private String name = "";

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @Override
    @BeforeEach
    void start() {
        name = "lives" + DATABASES.incrementAndGet();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        super.start();
    }

    @Override
    Passlink.Builder node() {
        return Passlink.builder().jdbc(database()).keyset(folder.resolve("keyset.json"));
    }

    @Override
    JdbcAccess database() {
        return new JdbcAccess(postgres.getJdbcUrl("postgres", name), "postgres", "");
    }
}
