package dev.passlink.api.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose database is looked at once a second. While it cannot be reached, everybody is refused at once instead of
 * waiting in vain, and it is looked at four times a second. A pool that is merely exhausted refuses only who has waited.
 */
final class WatchedDataSource implements DataSource, AutoCloseable {

    private static final int VALID_WITHIN_SECONDS = 2;

    private final DataSource pool;
    private final Watch watch = new Watch("The database", this::answers);

    /** Begins to look; the database has just been used. */
    WatchedDataSource(DataSource pool) {
        this.pool = pool;
        watch.start();
    }

    /** Whether the database has answered within the last three seconds; never waits. */
    boolean isThere() {
        return watch.isThere();
    }

    /** What to do each time the database is back; runs on the thread that looks. */
    void whenBack(Runnable action) {
        watch.whenBack(action);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (watch.isAway()) {
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
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("(08|57).*")) {
                watch.lost("SQL state " + sql.getSQLState(), failure); // its message may tell where the database is
            }
        }
    }

    private boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(VALID_WITHIN_SECONDS);
        } catch (SQLException e) {
            noteAwayIfLost(e);
            return false;
        }
    }

    /** Stops looking; the pool stays as it is. */
    @Override
    public void close() {
        watch.close();
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
