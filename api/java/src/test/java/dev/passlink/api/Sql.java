package dev.passlink.api;

import dev.passlink.api.engine.JdbcAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements by somebody who works on a database past the library, each in a connection of its own. */
final class Sql {

    private Sql() {}

    static Connection connect(JdbcAccess database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    static void execute(JdbcAccess database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first value of the first row. */
    static String value(JdbcAccess database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }
}
