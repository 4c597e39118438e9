package dev.passlink.api.club;

import dev.passlink.api.Passlink;
import dev.passlink.api.serialization.PasslinkSerializers;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.jpa.TokenEntry;
import org.axonframework.eventsourcing.eventstore.jpa.DomainEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.SnapshotEventEntry;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.json.JacksonSerializer;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;

/**
 * A club: an application on Axon's own JPA configuration, with its serializer, its persistence unit, its aggregate, its
 * projection and a handler that reacts to Passlink.
 */
public final class Club implements AutoCloseable {

    private final EntityManagerFactory persistence;
    private final Configuration axon;

    private Club(EntityManagerFactory persistence, Configuration axon) {
        this.persistence = persistence;
        this.axon = axon;
    }

    /** A club that runs, on this database, with Passlink in it. */
    public static Club open(DataSource database, ConfigurerModule passlink) {
        return open(database, PasslinkSerializers.wrapping(serializer()), passlink);
    }

    /** The same, with another serializer for events. */
    static Club open(DataSource database, Serializer events, ConfigurerModule passlink) {
        EntityManagerFactory persistence = persistence(database);
        try {
            Configurer configurer = configurer(new ClubTransactions(persistence));
            configurer.configureEventSerializer(config -> events);
            passlink.configureModule(configurer);
            return new Club(persistence, configurer.start());
        } catch (RuntimeException e) {
            persistence.close();
            throw e;
        }
    }

    private static Configurer configurer(ClubTransactions transactions) {
        Journal journal = new Journal();
        Configurer configurer = DefaultConfigurer.jpaConfiguration(transactions, transactions)
                .configureSerializer(config -> serializer())
                .configureAggregate(Membership.class)
                .registerComponent(Journal.class, config -> journal);
        configurer
                .eventProcessing()
                .usingPooledStreamingEventProcessors()
                .registerEventHandler(config -> new Invitations(config.commandGateway()))
                .registerEventHandler(config -> journal);
        return configurer;
    }

    static Serializer serializer() {
        return JacksonSerializer.defaultSerializer();
    }

    static EntityManagerFactory persistence(DataSource database) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("club");
        unit.managedClasses(DomainEventEntry.class, SnapshotEventEntry.class, TokenEntry.class);
        unit.property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, database);
        unit.property(AvailableSettings.HBM2DDL_AUTO, Action.UPDATE.getExternalHbm2ddlName());
        return unit.createEntityManagerFactory();
    }

    /** Passlink, as the club gets at it. */
    public Passlink passlink() {
        return axon.getComponent(Passlink.class);
    }

    /** The club's own configuration. */
    public Configuration axon() {
        return axon;
    }

    /** What the club has seen. */
    public Journal journal() {
        return axon.getComponent(Journal.class);
    }

    /** The club reads everything once more. */
    public void replay() {
        StreamingEventProcessor processor = axon.eventProcessingConfiguration()
                .eventProcessor(Journal.PROCESSOR, StreamingEventProcessor.class)
                .orElseThrow();
        processor.shutDown();
        processor.resetTokens(source -> null);
        processor.start();
    }

    @Override
    public void close() {
        axon.shutdown();
        persistence.close();
    }
}
