package dev.passlink.api.engine;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema of a database up to date, and refuses to begin in one where our tables cannot be. */
final class Migrations {

    private static final String HISTORY = "passlink_schema_history";
    private static final Set<String> PRODUCTS = Set.of("H2", "PostgreSQL");
    private static final Set<String> AXON_TABLES = Set.of("domain_event_entry", "snapshot_event_entry", "token_entry");

    private Migrations() {}

    /**
     * Migrates.
     *
     * @throws IllegalStateException if tables of Axon's are there that are not ours
     */
    static void run(DataSource connections, List<String> schemas) {
        if (schemas.contains(Database.SCHEMA)) {
            refuseOtherAxonTables(tables(connections));
        }
        Flyway.configure()
                .dataSource(connections)
                .locations(schemas.toArray(String[]::new))
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    /** @throws IllegalStateException if it is a database that Passlink does not know */
    static void refuseUnsuitable(DataSource connections) {
        try (Connection connection = connections.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!PRODUCTS.contains(product)) {
                throw new IllegalStateException("the database must be H2 or PostgreSQL, but is " + product);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached", e);
        }
    }

    private static void refuseOtherAxonTables(Set<String> tables) {
        Set<String> taken = new TreeSet<>(tables);
        taken.retainAll(AXON_TABLES);
        if (!taken.isEmpty() && !tables.contains(HISTORY)) {
            throw new IllegalStateException(
                    "the database holds tables of another Axon application: " + taken
                            + "; install Passlink into that application's configuration (asModule()), or give it a schema of its own");
        }
    }

    /** The tables in the default schema of the connections, in lower case. */
    private static Set<String> tables(DataSource connections) {
        try (Connection connection = connections.getConnection()) {
            DatabaseMetaData database = connection.getMetaData();
            Set<String> names = new TreeSet<>();
            try (ResultSet tables = database.getTables(
                    connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
                while (tables.next()) {
                    names.add(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
                }
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached", e);
        }
    }
}
