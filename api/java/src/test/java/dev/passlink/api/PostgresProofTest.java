package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Proofs over PostgreSQL, with a database of its own for each test. */
class PostgresProofTest extends ProofContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

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
        name = "proof" + DATABASES.incrementAndGet();
        try (var connection = postgres.getPostgresDatabase().getConnection();
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
    Path folder() {
        return folder;
    }

    @Override
    JdbcAccess database() {
        return new JdbcAccess(postgres.getJdbcUrl("postgres", name), "postgres", "");
    }
}
