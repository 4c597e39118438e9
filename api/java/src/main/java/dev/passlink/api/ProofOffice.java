package dev.passlink.api;

import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.proof.Finding;
import dev.passlink.api.proof.Report;
import dev.passlink.api.proof.Seal;
import dev.passlink.api.proof.Sealing;
import dev.passlink.api.proof.Verification;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.projection.ReadModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proofs for whoever runs the system, beside running nodes or with none: it reads, runs no projection, decides nothing and
 * changes nothing.
 */
public final class ProofOffice implements AutoCloseable {

    private static final int CONNECTIONS = 4;

    private final EventPlace events;
    private final Database database;
    private final Engine engine;

    private ProofOffice(EventPlace events, Database database, Path personalKeyset) {
        this.events = events;
        this.database = database;
        PersonalData personalData = PersonalData.of(database, personalKeyset);
        this.engine = events.chosenFor(Engine.on(database))
                .onItsOwn()
                .storedAs(
                        PasslinkSerializers.events(personalData),
                        PasslinkSerializers.general(personalData),
                        StoredForms.upcasters(personalData))
                .readsAhead(personalData::prefetch)
                .build();
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access         where the store is
     * @param personalKeyset the file with the keys that personal data is encrypted with
     * @throws IllegalStateException if it is not the one of this store
     */
    public static ProofOffice open(StoreAccess access, Path personalKeyset) {
        EventPlace events = EventPlace.of(access);
        try {
            Database database = Database.open(access.database(), ReadModel.entities(), events.schemas(), CONNECTIONS);
            try {
                return new ProofOffice(events, database, personalKeyset);
            } catch (RuntimeException | Error e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            events.close();
            throw e;
        }
    }

    /**
     * Replays the whole store and compares with the rows that are there.
     *
     * @param findings is told of each finding when it is found
     */
    public Report verify(Consumer<Finding> findings) {
        return new Verification(engine, database, findings).run();
    }

    /** A signed checkpoint of the history, see {@link Passlink#seal}. */
    public Seal seal(SealKeys keys) {
        return new Sealing(engine::asStored).seal(keys);
    }

    /** How the history first differs from a seal, see {@link Passlink#breach}. */
    public Optional<Sealing.Breach> breach(Seal seal) {
        return new Sealing(engine::asStored).breach(seal);
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
