package dev.passlink.api;

import dev.passlink.api.engine.AxonServer;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.HostEvents;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.MailDelivery;
import dev.passlink.api.personal.DataKeys;
import dev.passlink.api.serialization.LatePersonalKeys;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.projection.ReadModel;
import java.util.List;
import java.util.Set;

/** Where events live; rows, tokens and jobs live in a database in any case. */
sealed interface EventPlace {

    /** What the database needs where it does not hold the events. */
    List<String> ELSEWHERE = List.of(Database.TOKEN_SCHEMA, ReadModel.SCHEMA, MailDelivery.SCHEMA, DataKeys.SCHEMA);

    /** Where the events of a store are; connects to Axon Server if they are there. */
    static EventPlace of(StoreAccess store) {
        return store.events() == null ? new SameDatabase() : connected(store.events());
    }

    /**
     * Axon Server, which is connected to.
     *
     * @throws IllegalStateException if Axon's connector is not on the classpath
     */
    static EventPlace connected(AxonServerAccess access) {
        try {
            return new Remote(AxonServer.connect(access));
        } catch (NoClassDefFoundError e) { // it is optional
            throw new IllegalStateException(
                    "events in Axon Server need org.axonframework:axon-server-connector on the classpath", e);
        }
    }

    /** Locations of the migrations that the database needs. */
    List<String> schemas();

    /** Tells an engine. */
    Engine.Builder chosenFor(Engine.Builder engine);

    /** Whether there are events whose codes need the keys they were made with. */
    boolean holdsEvents(Database database);

    /** Brings the keys of personal data to where events are written in a form that is configured elsewhere. */
    default void encryptedBy(PersonalKeys keys) {}

    /** What must be there for it beside the database, and is not now; never waits. */
    default Set<String> missing() {
        return Set.of();
    }

    /** Lets go what is open beside the database. */
    default void close() {}

    /** Nowhere else; gone when the engine is. */
    record Memory() implements EventPlace {
        @Override
        public List<String> schemas() {
            return Passlink.SCHEMAS;
        }

        @Override
        public Engine.Builder chosenFor(Engine.Builder engine) {
            return engine.eventsInMemory();
        }

        @Override
        public boolean holdsEvents(Database database) {
            return false;
        }
    }

    /** The database. */
    record SameDatabase() implements EventPlace {
        @Override
        public List<String> schemas() {
            return Passlink.SCHEMAS;
        }

        @Override
        public Engine.Builder chosenFor(Engine.Builder engine) {
            return engine.eventsInDatabase();
        }

        @Override
        public boolean holdsEvents(Database database) {
            return database.holdsEvents();
        }
    }

    /** Axon Server. */
    record Remote(AxonServer server) implements EventPlace {
        @Override
        public List<String> schemas() {
            return ELSEWHERE;
        }

        @Override
        public Engine.Builder chosenFor(Engine.Builder engine) {
            return engine.eventsIn(server);
        }

        @Override
        public boolean holdsEvents(Database database) {
            return server.holdsEvents();
        }

        @Override
        public Set<String> missing() {
            return server.isThere() ? Set.of() : Set.of("axon-server");
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /**
     * The event store of the application that Passlink is installed into.
     *
     * @param events    the store
     * @param upcasters what our upcasters in the application's chain decrypt with
     */
    record Host(HostEvents events, LatePersonalKeys upcasters) implements EventPlace {
        @Override
        public List<String> schemas() {
            return ELSEWHERE;
        }

        @Override
        public Engine.Builder chosenFor(Engine.Builder engine) {
            return engine.eventsOf(events);
        }

        @Override
        public boolean holdsEvents(Database database) {
            return events.holdsUsers();
        }

        @Override
        public void encryptedBy(PersonalKeys keys) {
            events.serializer().ifPresent(serializer -> PasslinkSerializers.bind(serializer, keys));
            upcasters.bind(keys);
        }
    }
}
