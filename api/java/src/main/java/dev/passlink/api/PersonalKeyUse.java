package dev.passlink.api;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.personal.DataKeys;
import java.util.Set;

/** How far a key of personal data is still needed: it may be retired once it wraps no key of a user. */
public final class PersonalKeyUse {

    private PersonalKeyUse() {}

    /**
     * Counts the users whose data cannot be read without a key. Starts nothing, and may be asked while nodes run on the same
     * store.
     *
     * @param access where the store is
     * @param keyId  the key, as the keyset names it
     */
    public static long wrappedKeys(StoreAccess access, int keyId) {
        EventPlace place = EventPlace.of(access);
        try (Database database = Database.open(access.database(), Set.of(), place.schemas(), 2)) {
            return new DataKeys(database.entityManagers(), database.transactions()).wrappedBy(keyId);
        } finally {
            place.close();
        }
    }
}
