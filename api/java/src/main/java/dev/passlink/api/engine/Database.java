package dev.passlink.api.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.tokenstore.jpa.TokenEntry;
import org.axonframework.eventsourcing.eventstore.jpa.DomainEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.SnapshotEventEntry;
import org.flywaydb.core.Flyway;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;

/**
 * The database: a pool, a schema that is brought up to date and validated at start, and transactions. Events live in it
 * on the JPA engine; rows, tokens and jobs always do.
 */
public final class Database implements AutoCloseable {

    /** Location of the migrations of events, snapshots and tokens. */
    public static final String SCHEMA = "classpath:dev/passlink/api/engine/schema";

    private final HikariDataSource pool;
    private final EntityManagerFactory factory;
    private final Transactions transactions;

    private Database(HikariDataSource pool, EntityManagerFactory factory) {
        this.pool = pool;
        this.factory = factory;
        this.transactions = new Transactions(factory);
    }

    /**
     * Opens the database, and brings its schema up to date.
     *
     * @param access         where it is
     * @param entities       entities that live in it beside Axon's own
     * @param schemas        locations of all migrations, see Flyway
     * @param maxConnections size of the pool, at least 2
     */
    public static Database open(JdbcAccess access, Set<Class<?>> entities, List<String> schemas, int maxConnections) {
        HikariDataSource pool = new HikariDataSource(poolOf(access, maxConnections));
        try {
            migrate(pool, schemas);
            return new Database(pool, factory(pool, entities));
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
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
        return config;
    }

    private static void migrate(DataSource pool, List<String> schemas) {
        Flyway.configure()
                .dataSource(pool)
                .locations(schemas.toArray(String[]::new))
                .table("passlink_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    private static EntityManagerFactory factory(DataSource pool, Set<Class<?>> entities) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("passlink");
        unit.managedClass(DomainEventEntry.class);
        unit.managedClass(SnapshotEventEntry.class);
        unit.managedClass(TokenEntry.class);
        entities.forEach(unit::managedClass);
        unit.mappingFile("dev/passlink/api/engine/axon-orm.xml");
        unit.property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, pool);
        unit.property(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true);
        unit.property(AvailableSettings.PHYSICAL_NAMING_STRATEGY, CamelCaseToUnderscoresNamingStrategy.class);
        unit.property(AvailableSettings.HBM2DDL_AUTO, Action.VALIDATE.getExternalHbm2ddlName());
        unit.property(AvailableSettings.STATEMENT_BATCH_SIZE, 100);
        unit.property(AvailableSettings.ORDER_INSERTS, true);
        unit.property(AvailableSettings.ORDER_UPDATES, true);
        unit.property(AvailableSettings.JDBC_TIME_ZONE, "UTC");
        return unit.createEntityManagerFactory();
    }

    /** Where connections come from, auto-commit off. */
    public DataSource dataSource() {
        return pool;
    }

    /** Measures the pool: connections in use, idle and waited for. */
    public void measuredBy(MeterRegistry meters) {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    }

    /** Transactions bound to the thread. */
    public TransactionManager transactions() {
        return transactions;
    }

    /** The entity manager of the transaction under way. */
    public EntityManagerProvider entityManagers() {
        return transactions;
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

    @Override
    public void close() {
        factory.close();
        pool.close();
    }
}
