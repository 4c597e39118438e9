package dev.passlink.api.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.ConnectionFunction;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.tokenstore.jpa.TokenEntry;
import org.axonframework.eventsourcing.eventstore.jpa.DomainEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.SnapshotEventEntry;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;
import org.jspecify.annotations.Nullable;

/**
 * The database: where connections come from, a schema that is brought up to date and validated at start, and
 * transactions. Events live in it on the JPA engine; rows, tokens and jobs always do.
 */
public final class Database implements AutoCloseable {

    /** Location of the migrations of events, snapshots and tokens. */
    public static final String SCHEMA = "classpath:dev/passlink/api/engine/schema";

    /** Unless the URL says otherwise: a peer that vanished is noticed, and errors do not quote what was to be stored. */
    private static final Map<String, String> POSTGRESQL = Map.of(
            "connectTimeout",
            "5",
            "socketTimeout",
            "60",
            "tcpKeepAlive",
            "true",
            "logServerErrorDetail",
            "false",
            "reWriteBatchedInserts",
            "true");

    /**
     * Location of the migrations of tokens alone, in place of {@link #SCHEMA} where events live elsewhere; their table has
     * a name of its own, so that an application's may be beside it.
     */
    public static final String TOKEN_SCHEMA = "classpath:dev/passlink/api/engine/tokens";

    private final WatchedDataSource connections;
    private final EntityManagerFactory factory;
    private final @Nullable HikariDataSource pool; // null if connections are an application's
    private final Transactions transactions;

    private Database(WatchedDataSource connections, EntityManagerFactory factory, @Nullable HikariDataSource pool) {
        this.connections = connections;
        this.factory = factory;
        this.pool = pool;
        this.transactions = new Transactions(factory);
    }

    /**
     * Opens the database with a pool of its own, and brings its schema up to date.
     *
     * @param access         where it is
     * @param entities       entities that live in it beside Axon's own
     * @param schemas        locations of all migrations, see Flyway
     * @param maxConnections size of the pool, at least 2
     */
    public static Database open(JdbcAccess access, Set<Class<?>> entities, List<String> schemas, int maxConnections) {
        HikariDataSource pool = new HikariDataSource(poolOf(access, maxConnections));
        try {
            Migrations.run(pool, schemas);
            WatchedDataSource connections = new WatchedDataSource(pool);
            EntityManagerFactory factory = persistence(connections, entities, schemas)
                    .property(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true)
                    .createEntityManagerFactory();
            return new Database(connections, factory, pool);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Uses the connections of an application, which keeps them: they are not closed with the database, and their auto-commit
     * is given back as it was found. The tables are in the default schema of these connections, beside the
     * application's.
     *
     * @param connections an H2 or PostgreSQL database
     * @param entities    entities that live in it beside Axon's own
     * @param schemas     locations of all migrations, see Flyway
     * @throws IllegalStateException if it is another database, or holds tables by our names that are not ours
     */
    public static Database over(DataSource connections, Set<Class<?>> entities, List<String> schemas) {
        Migrations.refuseUnsuitable(connections);
        Migrations.run(connections, schemas);
        WatchedDataSource watched = new WatchedDataSource(connections);
        return new Database(watched, persistence(watched, entities, schemas).createEntityManagerFactory(), null);
    }

    private static HikariConfig poolOf(JdbcAccess access, int maxConnections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("passlink");
        config.setJdbcUrl(access.url());
        config.setUsername(access.user());
        config.setPassword(access.password());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(maxConnections);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        if (access.vendor() == JdbcAccess.Vendor.POSTGRESQL) {
            POSTGRESQL.forEach(config::addDataSourceProperty);
        }
        return config;
    }

    private static HibernatePersistenceConfiguration persistence(
            DataSource connections, Set<Class<?>> entities, List<String> schemas) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("passlink");
        if (schemas.contains(SCHEMA)) {
            unit.managedClass(DomainEventEntry.class);
            unit.managedClass(SnapshotEventEntry.class);
            unit.mappingFile("dev/passlink/api/engine/axon-orm.xml");
        } else {
            unit.mappingFile("dev/passlink/api/engine/axon-tokens-orm.xml");
        }
        unit.managedClass(TokenEntry.class);
        entities.forEach(unit::managedClass);
        unit.property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, connections);
        unit.property(AvailableSettings.PHYSICAL_NAMING_STRATEGY, CamelCaseToUnderscoresNamingStrategy.class);
        unit.property(AvailableSettings.HBM2DDL_AUTO, Action.VALIDATE.getExternalHbm2ddlName());
        unit.property(AvailableSettings.STATEMENT_BATCH_SIZE, 100);
        unit.property(AvailableSettings.ORDER_INSERTS, true);
        unit.property(AvailableSettings.ORDER_UPDATES, true);
        unit.property(AvailableSettings.JDBC_TIME_ZONE, "UTC");
        return unit;
    }

    /** Where connections come from; auto-commit is off, but may be on if they are an application's. */
    public DataSource dataSource() {
        return connections;
    }

    /** Whether it has answered within the last three seconds; while it cannot be reached, all are refused at once. */
    public boolean isThere() {
        return connections.isThere();
    }

    /** What to do each time the database is back after it was away; runs on a thread of its own. */
    void whenBack(Runnable action) {
        connections.whenBack(action);
    }

    /** Measures the pool: connections in use, idle and waited for. That of an application is the application's matter. */
    public void measuredBy(MeterRegistry meters) {
        if (pool != null) {
            pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        }
    }

    /** Transactions bound to the thread. */
    public TransactionManager transactions() {
        return transactions;
    }

    /** The entity manager of the transaction under way. */
    public EntityManagerProvider entityManagers() {
        return transactions;
    }

    /** Does something with the connection of the transaction under way, or else in a transaction of its own. */
    public <T> T withConnection(ConnectionFunction<Connection, T> work) {
        return transactions.fetchInTransaction(
                () -> transactions.getEntityManager().callWithConnection(work));
    }

    /** Whether any event is stored here. */
    public boolean holdsEvents() {
        return transactions.fetchInTransaction(() -> !transactions
                .getEntityManager()
                .createQuery("select e.globalIndex from DomainEventEntry e", Long.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty());
    }

    /** Lets go what earlier processes hold of the event processors and of a rebuild, whether they live or not. */
    public void releaseClaims() {
        transactions.executeInTransaction(() -> {
            transactions
                    .getEntityManager()
                    .createQuery("update TokenEntry t set t.owner = null")
                    .executeUpdate();
            new RebuildTable(this).releaseAny();
        });
    }

    @Override
    public void close() {
        connections.close();
        if (factory.isOpen()) {
            factory.close();
        }
        if (pool != null) {
            pool.close();
        }
    }
}
