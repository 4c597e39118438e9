package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether requests can be served, without waiting for anything. Changes are logged, once each. */
final class Health implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final Database database;
    private final EventPlace events;
    private final Engine engine;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-watch");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean closing;
    private boolean wasReady = true; // known to the watching thread only

    Health(Database database, EventPlace events, Engine engine) {
        this.database = database;
        this.events = events;
        this.engine = engine;
    }

    /** Begins to log changes, at most one a second. */
    @SuppressWarnings("FutureReturnValueIgnored") // it does not fail
    void start() {
        watching.scheduleWithFixedDelay(this::watch, 1, 1, SECONDS);
    }

    Readiness readiness() {
        if (closing) {
            return new Readiness(Set.of("commands"));
        }
        Set<String> missing = new TreeSet<>(engine.heldUp());
        missing.addAll(events.missing());
        if (!database.isThere()) {
            missing.add("database");
        }
        return new Readiness(missing);
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

    @Override
    public void close() {
        closing();
        watching.shutdown();
    }
}
