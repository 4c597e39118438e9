package dev.passlink.api.mail;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import javax.sql.DataSource;

/** A connection whose transaction belongs to somebody else, for a borrower who asks a {@link DataSource} for one. */
final class LentConnection {

    private static final Set<String> FOR_THE_OWNER_ONLY = Set.of("commit", "rollback", "setAutoCommit", "abort");

    private LentConnection() {}

    /** Hands out this connection again and again; closing it does nothing, and its transaction cannot be ended. */
    static DataSource of(Connection connection) {
        Connection lent = lend(connection);
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return lent;
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Connection lend(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            if (FOR_THE_OWNER_ONLY.contains(method.getName())) {
                throw new IllegalStateException(method.getName() + " is for the owner of the transaction");
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(LentConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
