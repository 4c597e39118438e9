package dev.passlink.projection;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.stat.Statistics;

/** A real database with the migrated schema, which Hibernate has validated; entity manager and transaction are of the thread. */
public final class Database implements EntityManagerProvider, TransactionManager, AutoCloseable {

    /** The databases that every read model must work on. */
    public enum Kind {
        H2,
        POSTGRESQL;

        public Database start() {
            return new Database(this == H2 ? h2() : postgreSql());
        }
    }

    private final EntityManagerFactory factory;
    private final ThreadLocal<EntityManager> current = new ThreadLocal<>();

    private Database(DataSource dataSource) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations(ReadModel.SCHEMA)
                .load()
                .migrate();
        Configuration configuration = new Configuration()
                .setProperty("hibernate.hbm2ddl.auto", "validate")
                .setProperty("hibernate.generate_statistics", "true")
                .setProperty("hibernate.jdbc.batch_size", "100")
                .setProperty("hibernate.order_inserts", "true")
                .setProperty("hibernate.order_updates", "true");
        configuration.getProperties().put("hibernate.connection.datasource", dataSource);
        ReadModel.entities().forEach(configuration::addAnnotatedClass);
        factory = configuration.buildSessionFactory();
    }

    private static DataSource h2() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return dataSource;
    }

    private static DataSource postgreSql() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = PostgreSql.SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return PostgreSql.SERVER.getDatabase("postgres", name);
    }

    /** One server for all tests; it stops with the JVM. */
    private static final class PostgreSql {

        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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

    /** What Hibernate has counted. */
    public Statistics statistics() {
        return factory.unwrap(SessionFactory.class).getStatistics();
    }

    @Override
    public void close() {
        factory.close();
    }
}
