package dev.passlink.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The least that anybody must do who reads all events and rows, or writes all rows: plain JDBC. */
final class Limits {

    private static final int PAGE = 5_000;
    private static final int BATCH = 500;
    private static final int SPARE = 1_000_000;

    /** The read models, each with the columns of its primary key. */
    private enum Table {
        PASSLINK_USER(List.of("generation", "user_id")),
        PASSLINK_INIT_CODE(List.of("generation", "user_id", "code_id")),
        PASSLINK_AUDIT(List.of("generation", "user_id", "sequence"));

        private final List<String> key;

        Table(List<String> key) {
            this.key = key;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Limits() {}

    /** Reads all events in order and parses what they say, then all rows of all read models. */
    static Measurement scan(Connection database) throws SQLException, IOException {
        long begin = System.nanoTime();
        long events = scanEvents(database);
        scanRows(database);
        return new Measurement(events, "events", MeasureCommand.seconds(begin), "and " + rows(database) + " rows");
    }

    private static long scanEvents(Connection database) throws SQLException, IOException {
        ObjectMapper json = new ObjectMapper();
        long events = 0;
        long last = -1;
        try (PreparedStatement query = database.prepareStatement("select global_index, aggregate_identifier,"
                + " sequence_number, event_identifier, time_stamp, payload_type, payload_revision, payload, meta_data"
                + " from domain_event_entry where global_index > ? order by global_index limit " + PAGE)) {
            for (long before = -1; before != events; ) {
                before = events;
                query.setLong(1, last);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        last = rows.getLong(1);
                        for (int text = 2; text <= 7; text++) {
                            rows.getString(text);
                        }
                        json.readTree(rows.getBytes(8));
                        json.readTree(rows.getBytes(9));
                        events++;
                    }
                }
                database.commit();
            }
        }
        return events;
    }

    private static void scanRows(Connection database) throws SQLException {
        for (Table table : Table.values()) {
            try (Statement select = streaming(database)) {
                try (ResultSet all = select.executeQuery("select * from " + table)) {
                    int columns = all.getMetaData().getColumnCount();
                    while (all.next()) {
                        for (int column = 1; column <= columns; column++) {
                            all.getObject(column);
                        }
                    }
                }
            }
            database.commit();
        }
    }

    /** Whose results are not all held in memory, or written to a file, before the first is there. */
    private static Statement streaming(Connection database) throws SQLException {
        Statement statement = database.createStatement();
        statement.setFetchSize(PAGE);
        if (database.getMetaData().getDatabaseProductName().equals("H2")) {
            statement.execute("set lazy_query_execution true");
        }
        return statement;
    }

    /**
     * Writes all rows of all read models once more, as rows of a generation that nobody uses; reading them is not counted.
     *
     * @param from where they are read
     * @param to   where they are written, another connection to the same database
     */
    static Measurement upsert(Connection from, Connection to) throws SQLException {
        long rows = 0;
        double seconds = 0;
        for (Table table : Table.values()) {
            try (Statement select = streaming(from)) {
                try (ResultSet all = select.executeQuery("select * from " + table + " where generation <> " + SPARE)) {
                    List<String> columns = columns(all.getMetaData());
                    String upsert = upsert(to, table, columns);
                    for (List<Object[]> page = page(all, columns); !page.isEmpty(); page = page(all, columns)) {
                        long begin = System.nanoTime();
                        write(to, upsert, page);
                        seconds += MeasureCommand.seconds(begin);
                        rows += page.size();
                    }
                }
            }
            from.rollback();
            try (Statement delete = to.createStatement()) {
                delete.execute("delete from " + table + " where generation = " + SPARE);
                to.commit();
            }
        }
        return new Measurement(rows, "rows", seconds, "");
    }

    /** How many rows all read models have. */
    static int rows(Connection database) throws SQLException {
        int rows = 0;
        for (Table table : Table.values()) {
            rows += count(database, table.toString());
        }
        return rows;
    }

    /** How many inhabitants there are. */
    static int inhabitants(Connection database) throws SQLException {
        return count(
                database,
                "domain_event_entry where sequence_number = 0 and aggregate_identifier like '" + Inhabitants.PREFIX
                        + "%'");
    }

    /** How many events the audit trail, the largest read model, has not seen yet. */
    static int eventsNotInTheTrail(Connection database) throws SQLException {
        return count(database, "domain_event_entry") - count(database, "passlink_audit");
    }

    private static int count(Connection database, String what) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + what)) {
            count.next();
            return count.getInt(1);
        }
    }

    private static String upsert(Connection database, Table table, List<String> columns) throws SQLException {
        String values = String.join(", ", columns) + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        String insert = "insert into " + table + " (" + values;
        if (database.getMetaData().getDatabaseProductName().equals("H2")) {
            return "merge into " + table + " ("
                    + values.replace(") values", ") key (" + String.join(", ", table.key) + ") values");
        }
        return insert + " on conflict (" + String.join(", ", table.key) + ") do update set "
                + String.join(
                        ", ",
                        columns.stream()
                                .map(column -> column + " = excluded." + column)
                                .toList());
    }

    private static void write(Connection database, String upsert, List<Object[]> page) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(upsert)) {
            int waiting = 0;
            for (Object[] row : page) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
                if (++waiting % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
        database.commit();
    }

    private static List<Object[]> page(ResultSet rows, List<String> columns) throws SQLException {
        List<Object[]> page = new ArrayList<>(PAGE);
        while (page.size() < PAGE && rows.next()) {
            Object[] row = new Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = columns.get(i).equals("generation") ? (Object) SPARE : rows.getObject(i + 1);
            }
            page.add(row);
        }
        return page;
    }

    private static List<String> columns(ResultSetMetaData columns) throws SQLException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnName(i).toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
