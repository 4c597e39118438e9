package dev.passlink.server;

import dev.passlink.api.CodeKeyUse;
import dev.passlink.api.PersonalKeyUse;
import dev.passlink.api.engine.StoreAccess;
import java.util.Optional;

/** What still needs a key, counted in the store of some settings. Works while a server runs on it, and starts none. */
public final class KeyUse {

    private final Optional<StoreAccess> store;

    private KeyUse(Optional<StoreAccess> store) {
        this.store = store;
    }

    /**
     * The use of keys in the store of these settings.
     *
     * @throws CannotRun with the store {@code memory}, or without a database beside an Axon Server
     */
    public static KeyUse in(Settings settings) {
        Optional<StoreAccess> store = StoreBesideServer.of(settings);
        if (store.isEmpty() && settings.store() == Settings.Store.AXONSERVER) {
            throw new CannotRun("The events are in Axon Server, but there is no database yet; start serve first.");
        }
        return new KeyUse(store);
    }

    /**
     * How many codes of a key are open and not expired, by the events.
     *
     * @param keyId id of a key of codes
     * @throws CannotRun if the store cannot be read
     */
    public long openCodes(int keyId) {
        try {
            return store.map(there -> CodeKeyUse.openCodes(there, keyId)).orElse(0L);
        } catch (RuntimeException e) {
            throw new CannotRun("The open codes cannot be counted: " + e.getMessage(), e);
        }
    }

    /**
     * Of how many users the personal data cannot be read without a key.
     *
     * @param keyId id of a key of personal data
     * @throws CannotRun if the store cannot be read
     */
    public long users(int keyId) {
        try {
            return store.map(there -> PersonalKeyUse.wrappedKeys(there, keyId)).orElse(0L);
        } catch (RuntimeException e) {
            throw new CannotRun("The users whose data needs the key cannot be counted: " + e.getMessage(), e);
        }
    }
}
