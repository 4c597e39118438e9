package dev.passlink.api.club;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.Passlink;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.JpaEventStorageEngine;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where events cannot be stored safely, the application does not start, and is told what to do. */
class RefusalTest {

    private static final Caller MANAGER = Caller.of("manager", "instance", Grant.everywhere("IAM_OWNER"));

    @TempDir
    Path folder;

    private final JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");

    @AfterEach
    void closeTheDatabase() {
        database.dispose();
    }

    @Test
    void aSerializerThatIsNotWrappedIsRefusedWithTheLineToWrite() {
        assertThatThrownBy(() -> Club.open(database, Club.serializer(), passlink()))
                .hasStackTraceContaining("its serializer is a org.axonframework.serialization.json.JacksonSerializer")
                .hasStackTraceContaining(
                        "configurer.configureEventSerializer(config -> PasslinkSerializers.wrapping(serializer))");
    }

    @Test
    void aStorageEngineWithASerializerOfItsOwnIsRefusedThoughTheConfiguredOneIsWrapped() {
        try (EntityManagerFactory persistence = Club.persistence(database)) {
            ClubTransactions transactions = new ClubTransactions(persistence);
            Configurer configurer = DefaultConfigurer.jpaConfiguration(transactions, transactions)
                    .configureSerializer(config -> Club.serializer())
                    .configureEventSerializer(config -> PasslinkSerializers.wrapping(Club.serializer()))
                    .configureEmbeddedEventStore(config -> JpaEventStorageEngine.builder()
                            .eventSerializer(Club.serializer())
                            .snapshotSerializer(Club.serializer())
                            .entityManagerProvider(transactions)
                            .transactionManager(transactions)
                            .build());
            passlink().configureModule(configurer);

            assertThatThrownBy(configurer::start).hasStackTraceContaining("PasslinkSerializers.wrapping");
        }
    }

    @Test
    void aStorageEngineWithoutTheConfiguredUpcastersIsRefused() {
        try (EntityManagerFactory persistence = Club.persistence(database)) {
            ClubTransactions transactions = new ClubTransactions(persistence);
            Configurer configurer = DefaultConfigurer.jpaConfiguration(transactions, transactions)
                    .configureSerializer(config -> Club.serializer())
                    .configureEventSerializer(config -> PasslinkSerializers.wrapping(Club.serializer()))
                    .configureEmbeddedEventStore(config -> JpaEventStorageEngine.builder()
                            .eventSerializer(config.eventSerializer())
                            .snapshotSerializer(Club.serializer())
                            .entityManagerProvider(transactions)
                            .transactionManager(transactions)
                            .build());
            passlink().configureModule(configurer);

            assertThatThrownBy(configurer::start).hasStackTraceContaining("upcasterChain(config.upcasterChain())");
        }
    }

    @Test
    void aConfigurationWithoutAnEventStoreIsRefused() {
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false);
        passlink().configureModule(configurer);

        assertThatThrownBy(configurer::start).hasStackTraceContaining("Passlink needs an event store");
    }

    @Test
    void anEventStoreWhoseTransactionsAreNotInTheConfigurationIsRefused() {
        try (EntityManagerFactory persistence = Club.persistence(database)) {
            ClubTransactions unknown = new ClubTransactions(persistence);
            Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                    .configureSerializer(config -> Club.serializer())
                    .configureEventSerializer(config -> PasslinkSerializers.wrapping(Club.serializer()))
                    .configureEmbeddedEventStore(config -> JpaEventStorageEngine.builder()
                            .eventSerializer(config.eventSerializer())
                            .upcasterChain(config.upcasterChain())
                            .snapshotSerializer(config.serializer())
                            .entityManagerProvider(unknown)
                            .transactionManager(unknown)
                            .build());
            passlink().configureModule(configurer);

            assertThatThrownBy(configurer::start).hasStackTraceContaining("register the TransactionManager");
        }
    }

    @Test
    void aRefusedApplicationIsLeftWithoutATableOfPasslink() throws SQLException {
        assertThatThrownBy(() -> Club.open(database, Club.serializer(), passlink()))
                .isNotNull();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select * from passlink_token"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void noKeysetIsMadeBesideAStoreThatHoldsUsers() throws Exception {
        try (Club club = Club.open(database, passlink())) {
            add(club.passlink());
        }
        Files.delete(folder.resolve("keyset.json"));

        assertThatThrownBy(() -> Club.open(database, passlink()))
                .hasStackTraceContaining("a new one would lose all open links");
        assertThat(folder.resolve("keyset.json")).doesNotExist();
    }

    @Test
    void anEventStoreInMemoryNeedsNoSerializer() {
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(config -> new InMemoryEventStorageEngine());
        passlink().configureModule(configurer);
        var axon = configurer.start();
        try {
            assertThat(add(axon.getComponent(Passlink.class))).isEqualTo(1);
        } finally {
            axon.shutdown();
        }
    }

    private ConfigurerModule passlink() {
        return Passlink.builder()
                .dataSource(database)
                .keyset(folder.resolve("keyset.json"))
                .asModule();
    }

    private static long add(Passlink passlink) {
        return passlink.users()
                .in(new ResourceOwner("acme"))
                .add(MANAGER, new UserId("ann"), Person.named("ann", "Ann", "Lee", null))
                .join()
                .details()
                .sequence();
    }
}
