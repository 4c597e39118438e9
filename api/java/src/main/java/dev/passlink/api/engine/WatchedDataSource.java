package dev.passlink.api.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A pool that notices when its database is away. The first who waits in vain for a connection is the last: from then on
 * everybody is refused at once, while one thread looks whether it is back.
 */
final class WatchedDataSource implements DataSource, AutoCloseable {

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(WatchedDataSource.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration VALID_WITHIN = Duration.ofSeconds(2);

    private final DataSource pool;
    private final AtomicBoolean away = new AtomicBoolean();
    private final List<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-database");
        thread.setDaemon(true);
        return thread;
    });

    WatchedDataSource(DataSource pool) {
        this.pool = pool;
    }

    /** Whether the last who needed the database found it. */
    boolean isThere() {
        return !away.get();
    }

    /** What to do each time the database is back. */
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
            noteAway();
            throw e;
        }
    }

    private void noteAway() {
        if (!looks.isShutdown() && away.compareAndSet(false, true)) {
            log.warn("The database gives no connection; what needs it is refused until it is back");
            looks.execute(this::look);
        }
    }

    private void look() {
        try (Connection connection = pool.getConnection()) {
            if (connection.isValid((int) VALID_WITHIN.toSeconds())) {
                away.set(false);
                log.info("The database is back");
                whenBack.forEach(Runnable::run);
                return;
            }
        } catch (SQLException e) {
            log.debug("The database is still away", e);
        }
        looks.schedule(this::look, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops looking; the pool stays as it is. */
    @Override
    public void close() {
        looks.shutdown();
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
