package dev.passlink.projection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.stat.Statistics;
import org.hibernate.tool.schema.Action;

/** A real database with the migrated schema, which Hibernate has validated; entity manager and transaction are of the thread. */
public final class Database implements EntityManagerProvider, TransactionManager {

    /** The databases that every read model must work on. */
    public enum Kind {
        H2,
        POSTGRESQL;

        private static final Map<Kind, Database> RUNNING = new EnumMap<>(Kind.class);

        /** A database of this kind without rows or statistics; it is used again and stops with the JVM. */
        public Database empty() {
            Database database = RUNNING.computeIfAbsent(this, kind -> new Database(kind == H2 ? h2() : postgreSql()));
            database.clear();
            return database;
        }
    }

    private final EntityManagerFactory factory;

    @SuppressWarnings("ThreadLocalUsage") // one for each database
    private final ThreadLocal<EntityManager> current = new ThreadLocal<>();

    private Database(DataSource unpooled) {
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(unpooled);
        pool.setAutoCommit(false);
        DataSource dataSource = new HikariDataSource(pool);
        Flyway.configure()
                .dataSource(dataSource)
                .locations(ReadModel.SCHEMA)
                .load()
                .migrate();
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("passlink");
        ReadModel.entities().forEach(unit::managedClass);
        unit.property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
        unit.property(AvailableSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, true);
        unit.property(AvailableSettings.HBM2DDL_AUTO, Action.VALIDATE.getExternalHbm2ddlName());
        unit.property(AvailableSettings.STATEMENT_BATCH_SIZE, 100);
        unit.property(AvailableSettings.ORDER_INSERTS, true);
        unit.property(AvailableSettings.ORDER_UPDATES, true);
        unit.property(AvailableSettings.JDBC_TIME_ZONE, "UTC");
        unit.property(AvailableSettings.GENERATE_STATISTICS, true);
        factory = unit.createEntityManagerFactory();
    }

    private static DataSource h2() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return dataSource;
    }

    private static DataSource postgreSql() {
        try {
            return EmbeddedPostgres.start().getPostgresDatabase();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clear() {
        executeInTransaction(() -> {
            execute("delete from passlink_init_code");
            execute("delete from passlink_user");
            execute("delete from passlink_passkey");
            execute("delete from passlink_audit");
            execute("update passlink_projection set active_generation = 1");
        });
        statistics().clear();
    }

    @Override
    public EntityManager getEntityManager() {
        EntityManager entityManager = current.get();
        if (entityManager == null) {
            throw new IllegalStateException("no transaction");
        }
        return entityManager;
    }

    @Override
    public Transaction startTransaction() {
        if (current.get() != null) {
            throw new IllegalStateException("a transaction is running");
        }
        EntityManager entityManager = factory.createEntityManager();
        entityManager.getTransaction().begin();
        current.set(entityManager);
        return new Transaction() {
            @Override
            public void commit() {
                try (entityManager) {
                    entityManager.getTransaction().commit();
                } finally {
                    current.remove();
                }
            }

            @Override
            public void rollback() {
                try (entityManager) {
                    entityManager.getTransaction().rollback();
                } finally {
                    current.remove();
                }
            }
        };
    }

    /** What the work answers, done in a transaction of its own. */
    public <R> R inTransaction(Supplier<R> work) {
        return fetchInTransaction(work);
    }

    /** Changes rows by SQL. */
    public void execute(String sql) {
        getEntityManager().createNativeQuery(sql).executeUpdate();
    }

    /** What Hibernate has counted. */
    public Statistics statistics() {
        return factory.unwrap(SessionFactory.class).getStatistics();
    }
}
