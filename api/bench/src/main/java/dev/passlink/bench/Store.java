package dev.passlink.bench;

import dev.passlink.bench.Store.H2;
import dev.passlink.bench.Store.OnAxonServer;
import dev.passlink.bench.Store.Postgres;
import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Where events, rows, tokens and jobs are stored during a run. */
sealed interface Store extends AutoCloseable permits H2, Postgres, OnAxonServer {

    /** The stores there are. */
    enum Kind {
        H2,
        POSTGRESQL,
        AXONSERVER
    }

    /** What a node must be told of it. */
    Map<String, String> settings();

    /** The events of all users whose id begins so, each user's in the order of the store; asked while no node runs. */
    List<StoredEvent> events(String userIds) throws SQLException, IOException, InterruptedException;

    /** Whether there is a mail that is not done with, as far as can be seen while nodes run. */
    boolean holdsJobs() throws SQLException;

    /** Ends; nothing else does. */
    @Override
    void close() throws IOException, InterruptedException;

    private static List<StoredEvent> events(String userIds, Connection database) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (PreparedStatement query = database.prepareStatement(
                "select aggregate_identifier, sequence_number, payload_type, time_stamp, payload from domain_event_entry"
                        + " where aggregate_identifier like ? order by aggregate_identifier, sequence_number")) {
            query.setString(1, userIds + "%");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(StoredEvent.of(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getString(3),
                            Instant.parse(rows.getString(4)),
                            rows.getBytes(5)));
                }
            }
        }
        return events;
    }

    /**
     * The embedded default: a file in the data folder.
     *
     * @param data the data folder
     */
    record H2(Path data) implements Store {

        @Override
        public Map<String, String> settings() {
            return Map.of();
        }

        @Override
        public List<StoredEvent> events(String userIds) throws SQLException {
            String url = "jdbc:h2:file:" + data.resolve("passlink").toAbsolutePath() + ";WRITE_DELAY=0";
            try (Connection connection = DriverManager.getConnection(url, "", "")) {
                return Store.events(userIds, connection);
            }
        }

        @Override
        public boolean holdsJobs() {
            return false; // only the node can look; it finishes what it has begun
        }

        @Override
        public void close() {
            // the file stays in its folder
        }
    }

    /** A PostgreSQL server of its own, durable as in production. */
    final class Postgres implements Store {

        private final Path folder;
        private EmbeddedPostgres server;

        Postgres(Path folder) throws IOException {
            this.folder = folder;
            this.server = durable().start();
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "PASSLINK_JDBC_URL",
                    "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                    "PASSLINK_JDBC_USER",
                    "postgres");
        }

        @Override
        public List<StoredEvent> events(String userIds) throws SQLException {
            try (Connection connection = server.getPostgresDatabase().getConnection()) {
                return Store.events(userIds, connection);
            }
        }

        @Override
        public boolean holdsJobs() throws SQLException {
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select 1 from passlink_job limit 1")) {
                return found.next();
            }
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

    /**
     * Axon Server for the events, PostgreSQL for the rest.
     *
     * @param server where the events are
     * @param rest   where rows, tokens and jobs are
     */
    record OnAxonServer(AxonServerProcess server, Postgres rest) implements Store {

        private static final int BUFFER = 1_000;

        @Override
        public Map<String, String> settings() {
            Map<String, String> settings = new TreeMap<>(rest.settings());
            settings.put("PASSLINK_STORE", "axonserver");
            settings.put("PASSLINK_AXONSERVER", "localhost:" + server.port());
            return settings;
        }

        @Override
        public List<StoredEvent> events(String userIds) throws IOException, InterruptedException {
            AxonServerConnectionFactory connections = AxonServerConnectionFactory.forClient("bench")
                    .routingServers(new ServerAddress("localhost", server.port()))
                    .build();
            try {
                return events(userIds, connections.connect("default").eventChannel());
            } finally {
                connections.shutdown();
            }
        }

        private static List<StoredEvent> events(String userIds, EventChannel channel)
                throws IOException, InterruptedException {
            List<StoredEvent> events = new ArrayList<>();
            long last = channel.getLastToken().orTimeout(1, TimeUnit.MINUTES).join();
            try (EventStream stream = channel.openStream(-1, BUFFER)) {
                for (long at = -1; at < last; ) {
                    EventWithToken next = stream.nextIfAvailable(1, TimeUnit.MINUTES);
                    if (next == null) {
                        throw new IOException("Axon Server told of event " + last + ", but only gave " + at);
                    }
                    at = next.getToken();
                    Event event = next.getEvent();
                    if (event.getAggregateIdentifier().startsWith(userIds)) {
                        events.add(StoredEvent.of(
                                event.getAggregateIdentifier(),
                                event.getAggregateSequenceNumber(),
                                event.getPayload().getType(),
                                Instant.ofEpochMilli(event.getTimestamp()),
                                event.getPayload().getData().toByteArray()));
                    }
                }
            }
            return events;
        }

        @Override
        public boolean holdsJobs() throws SQLException {
            return rest.holdsJobs();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            try {
                server.close();
            } finally {
                rest.close();
            }
        }
    }
}
