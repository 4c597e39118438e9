package dev.passlink.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that the tables of a database hold, byte for byte. */
final class StoredTables {

    private StoredTables() {}

    /** Every value of every table in the default schema; bytes as Latin-1 and, where they are text, as that. */
    static String everythingIn(Connection connection) throws SQLException {
        StringBuilder everything = new StringBuilder();
        for (String table : tables(connection)) {
            everything.append(table).append('\n');
            rows(connection, "select * from " + table, everything);
        }
        return everything.toString();
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet tables = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (tables.next()) {
                names.add('"' + tables.getString("TABLE_NAME") + '"');
            }
        }
        return names;
    }

    private static void rows(Connection connection, String sql, StringBuilder everything) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    boolean isLargeObject = columns.getColumnTypeName(column).equals("oid");
                    everything.append(text(
                            isLargeObject && rows.getLong(column) != 0
                                    ? largeObject(connection, rows.getLong(column))
                                    : rows.getObject(column) instanceof byte[] bytes ? bytes : rows.getString(column)));
                    everything.append('\n');
                }
            }
        }
    }

    /** PostgreSQL keeps those beside the tables. */
    private static byte[] largeObject(Connection connection, long oid) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select lo_get(" + oid + ")")) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes
                ? new String(bytes, ISO_8859_1) + '\n' + new String(bytes, UTF_8)
                : String.valueOf(value);
    }
}
