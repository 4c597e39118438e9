package dev.passlink.api;

import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.engine.RebuildRefused;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.projection.ReadModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * {@link Passlink#rebuild} for whoever runs the system: beside running nodes, which follow within about a second once the
 * rebuild has caught up, or without any. It handles no command and mails nothing.
 */
public final class RebuildOffice implements AutoCloseable {

    private final OpenStore store;
    private final Engine engine;

    private RebuildOffice(OpenStore store) {
        this.store = store;
        this.engine = store.engine();
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access         where the store is
     * @param personalKeyset the file with the keys that personal data is encrypted with
     * @throws IllegalStateException if it is not the one of this store
     */
    public static RebuildOffice open(StoreAccess access, Path personalKeyset) {
        return new RebuildOffice(
                OpenStore.open(access, personalKeyset, engine -> engine).started());
    }

    /**
     * Rebuilds read models, or goes on with a rebuild of the same ones that was left unfinished.
     *
     * @param readModels which ones; without any, all
     * @throws RebuildRefused if somebody rebuilds already, or a rebuild of other read models is unfinished
     */
    public Rebuild rebuild(ReadModel... readModels) {
        return engine.rebuild(Set.of(readModels));
    }

    /**
     * Gives up the rebuild that was left unfinished, or finishes it if queries see it already; empty if there is none.
     *
     * @throws RebuildRefused if somebody works on it
     */
    public Optional<Rebuild> cancel() {
        return engine.cancelRebuild();
    }

    /** Lets a rebuild under way go, so that it can be gone on with at once. */
    @Override
    public void close() {
        store.close();
    }
}
