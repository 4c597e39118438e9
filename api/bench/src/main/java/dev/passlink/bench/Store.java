package dev.passlink.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where events are stored during a run. */
abstract class Store implements AutoCloseable {

    /** The stores there are. */
    enum Kind {
        H2,
        POSTGRESQL
    }

    /** A new, empty store. */
    static Store open(Kind kind, Path folder) throws IOException {
        return kind == Kind.H2 ? new H2(folder) : new Postgres(folder);
    }

    /** What a node must be told of it. */
    abstract Map<String, String> settings();

    /** A look at the tables, while no node runs. */
    abstract Connection connect() throws SQLException;

    /** Ends; nothing else does. */
    @Override
    public abstract void close() throws IOException;

    /** The embedded default: a file in the data folder. */
    static final class H2 extends Store {

        private final Path folder;

        private H2(Path folder) {
            this.folder = folder;
        }

        @Override
        Map<String, String> settings() {
            return Map.of();
        }

        @Override
        Connection connect() throws SQLException {
            return DriverManager.getConnection(
                    "jdbc:h2:file:" + folder.resolve("data/passlink").toAbsolutePath() + ";WRITE_DELAY=0", "", "");
        }

        @Override
        public void close() {
            // the file stays in its folder
        }
    }

    /** A PostgreSQL server of its own, durable as in production. */
    static final class Postgres extends Store {

        private final Path folder;
        private EmbeddedPostgres server;

        private Postgres(Path folder) throws IOException {
            this.folder = folder;
            this.server = durable().start();
        }

        @Override
        Map<String, String> settings() {
            return Map.of(
                    "PASSLINK_JDBC_URL",
                    "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                    "PASSLINK_JDBC_USER",
                    "postgres");
        }

        @Override
        Connection connect() throws SQLException {
            return server.getPostgresDatabase().getConnection();
        }

        /** Away for so long: connections are refused. */
        void stopFor(long seconds) throws IOException, InterruptedException {
            int port = server.getPort();
            server.close();
            TimeUnit.SECONDS.sleep(seconds);
            server = durable().setPort(port).start();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private EmbeddedPostgres.Builder durable() {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("postgres"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on");
        }
    }
}
