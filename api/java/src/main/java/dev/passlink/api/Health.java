package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.api.engine.Engine;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether requests can be served. The database is asked once a second, on a thread of its own, so that whoever
 * wants to know never waits; if it has not answered for three seconds, it counts as away. Changes are logged, once each.
 */
final class Health implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private static final int ANSWER_WITHIN_SECONDS = 2;
    private static final long GOOD_FOR_NANOS = SECONDS.toNanos(3);

    private final DataSource database;
    private final Engine engine;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-health");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long answered = System.nanoTime();
    private volatile boolean away;
    private volatile boolean closing;
    private boolean wasReady = true; // known to the watching thread only

    Health(DataSource database, Engine engine) {
        this.database = database;
        this.engine = engine;
    }

    /** Begins to ask. */
    @SuppressWarnings("FutureReturnValueIgnored") // neither fails
    void start() {
        answered = System.nanoTime(); // it has just been migrated
        asking.scheduleWithFixedDelay(this::ask, 0, 1, SECONDS);
        watching.scheduleWithFixedDelay(this::watch, 1, 1, SECONDS);
    }

    Readiness readiness() {
        if (closing) {
            return new Readiness(Set.of("commands"));
        }
        Set<String> missing = new TreeSet<>(engine.heldUp());
        if (away || System.nanoTime() - answered > GOOD_FOR_NANOS) {
            missing.add("database");
        }
        return new Readiness(missing);
    }

    private void ask() {
        try (Connection connection = database.getConnection()) {
            away = !connection.isValid(ANSWER_WITHIN_SECONDS);
            answered = System.nanoTime();
        } catch (SQLException | RuntimeException e) {
            away = true;
            log.debug("The database does not answer", e);
        }
    }

    private void watch() {
        Readiness now = readiness();
        if (wasReady != now.isReady() && !closing) {
            wasReady = now.isReady();
            if (wasReady) {
                log.info("Ready again");
            } else {
                log.warn("Not ready: {}", String.join(", ", now.missing()));
            }
        }
    }

    /** From here on nothing is ready. */
    void closing() {
        closing = true;
    }

    /** Ends; interrupts nobody, since an interrupt while H2 reads its file closes the database for everybody. */
    @Override
    public void close() {
        closing();
        watching.shutdown();
        asking.shutdown();
        try {
            if (!asking.awaitTermination(10, SECONDS)) {
                log.warn("The database was asked for its health and has not answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
