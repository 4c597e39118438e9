package dev.passlink.api.engine;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An application's data source that can be broken. */
final class Breakable implements DataSource {

    private final DataSource database;
    private final Semaphore tries = new Semaphore(0);
    private volatile @Nullable Supplier<SQLException> failure;

    Breakable(DataSource database) {
        this.database = database;
    }

    void failing(Supplier<SQLException> with) {
        failure = with;
        tries.drainPermits();
    }

    void mended() {
        failure = null;
    }

    /** So many have tried since it began to fail like this. */
    void awaitTries(int count) throws InterruptedException {
        if (!tries.tryAcquire(count, 10, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody tried");
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        tries.release();
        Supplier<SQLException> now = failure;
        if (now != null) {
            throw now.get();
        }
        return database.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Logger getParentLogger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
