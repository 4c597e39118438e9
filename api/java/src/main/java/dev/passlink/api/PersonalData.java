package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKey;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.LabelledFields;
import dev.passlink.api.engine.Database;
import dev.passlink.api.personal.DataKey;
import dev.passlink.api.personal.DataKeys;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Personal data is encrypted with AES-256-GCM by a data key of its own for each incarnation of a user. The data keys are in
 * the database, wrapped by the keys of a file; rotating those leaves what they have wrapped as it is.
 *
 * <p>Writing always asks the database for the data key, since a remembered one may be of a transaction that was rolled
 * back. Reading remembers wrapped keys for at most ten seconds: for so long a node may go on reading what another one has
 * made unreadable.
 */
final class PersonalData implements PersonalKeys {

    private static final Logger log = LoggerFactory.getLogger(PersonalData.class);

    private static final String DATA = "passlink/personal-data/v1";
    private static final String DATA_KEY = "passlink/personal-key/v1";
    private static final int KEY_BYTES = 32;
    private static final long REMEMBERED_NANOS = SECONDS.toNanos(10);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MOST_COMPLAINTS = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final Supplier<Keyset<Aead>> keyset;
    private final DataKeys keys;
    private final Map<PersonalKeyId, Seen> seen = new ConcurrentHashMap<>();
    private final Set<PersonalKeyId> complaints = ConcurrentHashMap.newKeySet();

    PersonalData(Supplier<Keyset<Aead>> keyset, DataKeys keys) {
        this.keyset = keyset;
        this.keys = keys;
    }

    /**
     * The keys of a store, for whoever works beside its nodes.
     *
     * @param keyset the file of the keyset, which may be missing where nothing was encrypted yet
     * @throws IllegalStateException if it is not that of this store
     * @throws dev.passlink.api.code.UnusableKeyset if it cannot be read
     */
    static PersonalData of(Database database, Path keyset) {
        KeysetFile<Aead> file = new KeysetFile<>(KeysetKind.PERSONAL, keyset);
        PersonalData personalData = new PersonalData(
                Files.exists(keyset) ? file.watched() : file::read,
                new DataKeys(database.entityManagers(), database.transactions()));
        personalData.requireKeyset();
        return personalData;
    }

    /**
     * Makes sure that the keyset is that of this database.
     *
     * @throws IllegalStateException if there are data keys that are wrapped by another one's
     */
    void requireKeyset() {
        for (int wrapping : keys.wrappingKeys()) {
            if (!knows(wrapping)) {
                throw new IllegalStateException("the keyset of personal data is not the one that personal data in this"
                        + " store is encrypted with: key " + Integer.toUnsignedString(wrapping)
                        + " is not in it; put the right one in its place");
            }
        }
    }

    /**
     * Remembers the keys of these users, so that reading a page of their events asks the database once instead of once for
     * each; for ten seconds, and at most ten thousand keys.
     */
    void prefetch(Collection<String> users) {
        keys.of(users).forEach(this::remember);
    }

    @Override
    public byte[] encrypt(Use use, byte[] clear) {
        DataKey key = keys.find(use.userId(), use.key()).orElseGet(() -> added(use));
        DataKey.Wrapped wrapped = key.wrapped();
        if (wrapped == null) {
            throw new ConcurrencyException("the personal data of the user has been erased");
        }
        Aead aead = unwrapped(key, requireKnown(wrapped))
                .orElseThrow(() -> new IllegalStateException("a key of personal data cannot be unwrapped"));
        try {
            return aead.encrypt(clear, associated(use));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("personal data cannot be encrypted", e);
        }
    }

    @Override
    public Reading decrypt(Use use, byte[] encrypted) {
        DataKey key = recent(use.userId(), use.key()).orElse(null);
        if (key == null) {
            return unreadable(use, "there is no such key");
        }
        DataKey.Wrapped wrapped = key.wrapped();
        if (wrapped == null) {
            return new Reading.Erased();
        }
        Aead aead = unwrapped(key, requireKnown(wrapped)).orElse(null);
        if (aead == null) {
            return unreadable(use, "the key was changed in the database");
        }
        try {
            return new Reading.Clear(aead.decrypt(encrypted, associated(use)));
        } catch (GeneralSecurityException e) {
            return unreadable(use, "what is stored is not what was encrypted");
        }
    }

    private Optional<DataKey> recent(UserId userId, PersonalKeyId id) {
        Seen known = seen.get(id);
        if (known != null && known.isRecent() && known.key().userId().equals(userId)) {
            return Optional.of(known.key());
        }
        Optional<DataKey> found = keys.find(userId, id);
        found.ifPresent(this::remember);
        return found;
    }

    private void remember(DataKey key) {
        if (seen.size() >= MOST_REMEMBERED) {
            seen.clear();
        }
        seen.put(key.id(), new Seen(key, System.nanoTime()));
    }

    private DataKey added(Use use) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        Keyset<Aead> wrapping = keyset.get();
        try {
            byte[] bytes = wrapping.use().encrypt(fresh, associated(use.userId(), use.key()));
            DataKey key = new DataKey(use.key(), use.userId(), new DataKey.Wrapped(wrapping.primaryId(), bytes));
            keys.add(key);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of personal data cannot be wrapped", e);
        }
    }

    /** The key is wrapped by one that another node has and this one not yet: not the moment to decide anything. */
    private DataKey.Wrapped requireKnown(DataKey.Wrapped wrapped) {
        if (!knows(wrapped.by())) {
            throw new Rejected(new Failure.Unavailable("The key of this user's personal data is not known here yet."));
        }
        return wrapped;
    }

    private boolean knows(int wrappingKey) {
        return keyset.get()
                .state(wrappingKey)
                .filter(state -> state == KeysetKey.State.PRIMARY || state == KeysetKey.State.ENABLED)
                .isPresent();
    }

    private Optional<Aead> unwrapped(DataKey key, DataKey.Wrapped wrapped) {
        try {
            return Optional.of(
                    new AesGcmJce(keyset.get().use().decrypt(wrapped.bytes(), associated(key.userId(), key.id()))));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static byte[] associated(Use use) {
        return LabelledFields.labelled(DATA)
                .and(use.type())
                .and(use.userId().value())
                .and(use.key().value())
                .bytes();
    }

    private static byte[] associated(UserId userId, PersonalKeyId key) {
        return LabelledFields.labelled(DATA_KEY)
                .and(userId.value())
                .and(key.value())
                .bytes();
    }

    private Reading unreadable(Use use, String why) {
        if (complaints.size() < MOST_COMPLAINTS && complaints.add(use.key())) {
            log.error("{} of a user cannot be decrypted with key {}: {}", use.type(), use.key(), why);
        }
        return new Reading.Unreadable();
    }

    /**
     * A key as it was seen.
     *
     * @param key the key
     * @param at  when, as {@link System#nanoTime}
     */
    private record Seen(DataKey key, long at) {
        boolean isRecent() {
            return System.nanoTime() - at < REMEMBERED_NANOS;
        }
    }
}
