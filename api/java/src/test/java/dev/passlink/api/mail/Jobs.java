package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The job table, as the database knows it. */
final class Jobs {

    private Jobs() {}

    /** All jobs. */
    static int count(DataSource database) {
        return one(database, "select count(*) from passlink_job");
    }

    /** Jobs that ran well, and will run again. */
    static int postponed(DataSource database) {
        return one(database, "select count(*) from passlink_job where last_success is not null");
    }

    /** Attempts that failed, of all jobs together. */
    static int failures(DataSource database) {
        return one(database, "select coalesce(sum(consecutive_failures), 0) from passlink_job");
    }

    /** Jobs that somebody works on. */
    static int picked(DataSource database) {
        return one(database, "select count(*) from passlink_job where picked");
    }

    /** Lets all jobs look as if somebody had just begun them. */
    static void pickAsIfBy(String node, DataSource database) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "update passlink_job set picked = true, picked_by = ?, last_heartbeat = current_timestamp")) {
            statement.setString(1, node);
            statement.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** All jobs as the transaction of this connection sees them. */
    static int count(Connection connection) throws SQLException {
        return one(connection, "select count(*) from passlink_job");
    }

    /** What the only job knows. */
    static String data(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select task_data from passlink_job")) {
            rows.next();
            return new String(rows.getBytes(1), UTF_8);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int one(DataSource database, String query) {
        try (Connection connection = database.getConnection()) {
            return one(connection, query);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
