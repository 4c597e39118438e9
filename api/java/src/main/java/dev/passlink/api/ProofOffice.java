package dev.passlink.api;

import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.StoreAccess;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Proofs for whoever runs the system, beside running nodes or with none: it reads, runs no projection, decides nothing and
 * changes nothing.
 */
public final class ProofOffice implements AutoCloseable {

    private final OpenStore store;

    private ProofOffice(OpenStore store) {
        this.store = store;
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access         where the store is
     * @param personalKeyset the file with the keys that personal data is encrypted with
     * @throws IllegalStateException if it is not the one of this store
     */
    public static ProofOffice open(StoreAccess access, Path personalKeyset) {
        return new ProofOffice(OpenStore.open(access, personalKeyset, engine -> engine));
    }

    /**
     * Replays the whole store and compares with the rows that are there.
     *
     * @param findings is told of each finding when it is found
     */
    public VerificationReport verify(Consumer<Finding> findings) {
        return new Verification(store.engine(), store.database(), findings).run();
    }

    /** A signed checkpoint of the history, see {@link Passlink#seal}. */
    public Seal seal(SealKeys keys) {
        return new Sealing(store.engine()::asStored).seal(keys);
    }

    /** How the history first differs from a seal, see {@link Passlink#breach}. */
    public Optional<Sealing.Breach> breach(Seal seal, Consumer<Finding> findings) {
        return new Sealing(store.engine()::asStored).breach(seal, findings);
    }

    @Override
    public void close() {
        store.close();
    }
}
