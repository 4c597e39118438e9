package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A pool whose database is looked at once a second. While it cannot be reached, everybody is refused at once instead of
 * waiting in vain, and it is looked at four times a second. A pool that is merely exhausted refuses only who has waited.
 */
final class WatchedDataSource implements DataSource, AutoCloseable {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(WatchedDataSource.class);

    private static final long BETWEEN_LOOKS_MILLIS = 1_000;
    private static final long BETWEEN_LOOKS_WHILE_AWAY_MILLIS = 250;
    private static final int VALID_WITHIN_SECONDS = 2;
    private static final long SEEN_IS_GOOD_FOR_NANOS = SECONDS.toNanos(3);

    private final DataSource pool;
    private final AtomicBoolean away = new AtomicBoolean();
    private final List<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-database");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long seen = System.nanoTime();

    /** Begins to look; the database has just been used. */
    @SuppressWarnings("FutureReturnValueIgnored") // it never fails
    WatchedDataSource(DataSource pool) {
        this.pool = pool;
        looks.schedule(this::look, BETWEEN_LOOKS_MILLIS, MILLISECONDS);
    }

    /** Whether the database has answered within the last three seconds; never waits. */
    boolean isThere() {
        return !away.get() && System.nanoTime() - seen < SEEN_IS_GOOD_FOR_NANOS;
    }

    /** What to do each time the database is back; runs on the thread that looks. */
    void whenBack(Runnable action) {
        whenBack.add(action);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away.get()) {
            throw new DatabaseAway();
        }
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            noteAwayIfLost(e);
            throw e;
        }
    }

    /** A pool that is exhausted tells of no lost connection, SQL state 08, nor of a server going down or starting, 57. */
    private void noteAwayIfLost(SQLException failure) {
        boolean lost = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            lost |= cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("(08|57).*");
        }
        if (lost && away.compareAndSet(false, true)) {
            log.warn("The database cannot be reached; what needs it is refused until it is back");
            log.debug("The database cannot be reached", failure);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it never fails
    private void look() {
        try {
            if (answers()) {
                seen = System.nanoTime();
                if (away.compareAndSet(true, false)) {
                    log.info("The database is back");
                    whenBack.forEach(WatchedDataSource::carryOut);
                }
            }
        } finally {
            if (!looks.isShutdown()) {
                looks.schedule(
                        this::look, away.get() ? BETWEEN_LOOKS_WHILE_AWAY_MILLIS : BETWEEN_LOOKS_MILLIS, MILLISECONDS);
            }
        }
    }

    private boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(VALID_WITHIN_SECONDS);
        } catch (SQLException e) {
            noteAwayIfLost(e);
            return false;
        } catch (RuntimeException e) { // of an application's data source
            log.debug("The database cannot be looked at", e);
            return false;
        }
    }

    private static void carryOut(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("The database is back, but something does not go on", e);
        }
    }

    /** Stops looking; the pool stays as it is. Interrupts nobody, which would close an H2 file for everybody. */
    @Override
    public void close() {
        looks.shutdown();
        try {
            if (!looks.awaitTermination(10, SECONDS)) {
                log.warn("The database was looked at and has not answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("connections of this pool are all of one user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return pool.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(WatchedDataSource.class.getPackageName());
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(pool) || pool.isWrapperFor(type);
    }
}
