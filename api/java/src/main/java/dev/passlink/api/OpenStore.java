package dev.passlink.api;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.projection.ReadModel;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store that somebody works on beside its nodes, of which nothing is taken over: no processor runs.
 *
 * @param events   where the events are
 * @param database where the rest is
 * @param engine   with what the work takes
 */
record OpenStore(EventPlace events, Database database, Engine engine) implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    /**
     * Opens it; the engine is not started.
     *
     * @param access         where the store is
     * @param personalKeyset the keys of personal data; {@code null} if none is read
     * @param work           what the engine needs for it
     * @throws IllegalStateException if the keyset is not that of this store
     */
    static OpenStore open(StoreAccess access, @Nullable Path personalKeyset, UnaryOperator<Engine.Builder> work) {
        EventPlace events = EventPlace.of(access);
        try {
            Database database = Database.open(access.database(), ReadModel.entities(), events.schemas(), CONNECTIONS);
            try {
                Engine.Builder engine = events.chosenFor(Engine.on(database)).onItsOwn();
                return new OpenStore(
                        events,
                        database,
                        work.apply(stored(engine, database, personalKeyset)).build());
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            events.close();
            throw e;
        }
    }

    private static Engine.Builder stored(Engine.Builder engine, Database database, @Nullable Path personalKeyset) {
        if (personalKeyset == null) {
            return storedAs(engine, PersonalKeys.NONE);
        }
        PersonalData personalData = PersonalData.of(database, personalKeyset);
        return storedAs(engine, personalData).readsAhead(personalData::prefetch);
    }

    private static Engine.Builder storedAs(Engine.Builder engine, PersonalKeys keys) {
        return engine.storedAs(
                PasslinkSerializers.events(keys), PasslinkSerializers.general(keys), StoredForms.upcasters(keys));
    }

    /** What a work takes that gives commands to users, as long as none adds a code or presents one. */
    static Engine.Builder deciding(Engine.Builder engine) {
        return engine.decidesWithoutCodes(Roles.DEFAULT, InitCodeRules.DEFAULT);
    }

    /** The same, with its engine running. */
    OpenStore started() {
        try {
            engine.start();
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            engine.close();
        } finally {
            events.close();
            database.close();
        }
    }
}
