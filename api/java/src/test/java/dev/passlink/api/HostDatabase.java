package dev.passlink.api;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.passlink.api.engine.JdbcAccess;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database of an application, with a table of the application's own, behind the application's own pool. */
final class HostDatabase implements AutoCloseable {

    /** The databases an application may have. */
    enum Product {
        H2,
        POSTGRESQL
    }

    private final HikariDataSource pool;
    private final AtomicInteger changed = new AtomicInteger();

    private HostDatabase(HikariDataSource pool) {
        this.pool = pool;
        execute("create table customer_order (id bigint primary key, item varchar(64))");
        execute("insert into customer_order values (1, 'book')");
    }

    /** An empty database but for the application's table; connections have auto-commit on, as JDBC has by default. */
    static HostDatabase of(Product product) {
        return new HostDatabase(pool(product, new HikariConfig()));
    }

    /** The same, with connections whose auto-commit is off. */
    static HostDatabase withoutAutoCommit(Product product) {
        HikariConfig config = new HikariConfig();
        config.setAutoCommit(false);
        return new HostDatabase(pool(product, config));
    }

    /** The pool as the application hands it in: it notices which connections come back other than they went. */
    DataSource connections() {
        return proxy(DataSource.class, (ignored, method, arguments) -> {
            Object answer = invoke(pool, method, arguments);
            return answer instanceof Connection connection ? lent(connection) : answer;
        });
    }

    /** Connections that came back with another auto-commit than they had. */
    int changed() {
        return changed.get();
    }

    private Connection lent(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        return proxy(Connection.class, (ignored, method, arguments) -> {
            if (method.getName().equals("close") && connection.getAutoCommit() != autoCommit) {
                changed.incrementAndGet();
            }
            return invoke(connection, method, arguments);
        });
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(HostDatabase.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    boolean isOpen() {
        return !pool.isClosed();
    }

    void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one value that a query answers. */
    String value(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static HikariDataSource pool(Product product, HikariConfig config) {
        config.setMaximumPoolSize(60); // for two nodes, where an application has one of its own for each
        switch (product) {
            case H2 -> config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
            case POSTGRESQL -> {
                JdbcAccess database = PostgresServer.emptyDatabase();
                config.setJdbcUrl(database.url());
                config.setUsername(database.user());
            }
        }
        return new HikariDataSource(config);
    }
}
