package dev.passlink.server;

import dev.passlink.api.CodeKeyUse;
import dev.passlink.api.engine.StoreAccess;
import java.util.Optional;

/**
 * How many open codes there are of a key, counted by the events in the store of some settings. Works while a server runs
 * on it, and starts none.
 */
public final class OpenCodes {

    private final Optional<StoreAccess> store;

    private OpenCodes(Optional<StoreAccess> store) {
        this.store = store;
    }

    /**
     * The open codes in the store of these settings.
     *
     * @throws CannotRun with the store {@code memory}, or without a database beside an Axon Server
     */
    public static OpenCodes in(Settings settings) {
        Optional<StoreAccess> store = StoreBesideServer.of(settings);
        if (store.isEmpty() && settings.store() == Settings.Store.AXONSERVER) {
            throw new CannotRun("The events are in Axon Server, but there is no database yet; start serve first.");
        }
        return new OpenCodes(store);
    }

    /**
     * How many codes of a key are open and not expired.
     *
     * @param keyId the key's id
     * @throws CannotRun if the store cannot be read
     */
    public long ofKey(int keyId) {
        try {
            return store.map(there -> CodeKeyUse.openCodes(there, keyId)).orElse(0L);
        } catch (RuntimeException e) {
            throw new CannotRun("The open codes cannot be counted: " + e.getMessage(), e);
        }
    }
}
