package dev.passlink.api.code;

import static dev.passlink.api.code.KeysetKey.State.DISABLED;
import static dev.passlink.api.code.KeysetKey.State.ENABLED;
import static dev.passlink.api.code.KeysetKey.State.PRIMARY;
import static dev.passlink.api.code.KeysetKey.State.RETIRED;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys of one {@linkplain KeysetKind kind}: a Tink keyset. Immutable; a change answers another keyset.
 *
 * <p>What is made from now on is made with the primary key; older keys are for what was made with them. A retired key
 * stays as an entry without its secret, so that what it made can be told from that of a key never seen.
 *
 * @param <P> what it is used as
 */
public final class Keyset<P> {

    private final KeysetKind<P> kind;
    private final KeysetHandle handle;
    private final List<KeysetKey> keys;
    private final P use;

    private Keyset(KeysetKind<P> kind, KeysetHandle handle) throws GeneralSecurityException {
        this.kind = kind;
        this.handle = handle;
        this.keys = IntStream.range(0, handle.size())
                .mapToObj(handle::getAt)
                .map(entry -> new KeysetKey(entry.getId(), state(entry)))
                .toList();
        this.use = kind.use(this);
    }

    /** A keyset of one fresh key. As long as nobody writes it to a file it lives in memory only. */
    public static <P> Keyset<P> generate(KeysetKind<P> kind) {
        return withFreshPrimary(kind, KeysetHandle.newBuilder());
    }

    /**
     * Reads Tink's JSON.
     *
     * @throws UnusableKeyset if it is not a keyset of this kind with an enabled primary key
     */
    static <P> Keyset<P> parse(KeysetKind<P> kind, String json) {
        try {
            KeysetHandle handle =
                    TinkJsonProtoKeysetFormat.parseKeyset(json, kind.tink(), InsecureSecretKeyAccess.get());
            if (!IntStream.range(0, handle.size())
                    .allMatch(i -> kind.accepts(handle.getAt(i).getKey()))) {
                throw new UnusableKeyset("not all of its keys are " + kind.described());
            }
            return new Keyset<>(kind, handle);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw e instanceof UnusableKeyset known
                    ? known
                    : new UnusableKeyset("not a Tink JSON keyset with an enabled primary key");
        }
    }

    /** Tink's JSON, in clear. */
    String toJson() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(handle, kind.tink(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("the keyset cannot be written as JSON", e);
        }
    }

    /** This keyset with a fresh primary key; the keys it has stay good for what they have made. */
    public Keyset<P> rotated() {
        return withFreshPrimary(kind, KeysetHandle.newBuilder(handle));
    }

    private static <P> Keyset<P> withFreshPrimary(KeysetKind<P> kind, KeysetHandle.Builder keys) {
        try {
            return new Keyset<>(
                    kind,
                    keys.setConfiguration(kind.tink())
                            .addEntry(KeysetHandle.generateEntryFromParameters(kind.fresh())
                                    .withRandomId()
                                    .makePrimary())
                            .build());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("no key can be generated", e);
        }
    }

    /**
     * This keyset without the secret of one key. Whether anything still needs the key is for the caller to ask.
     *
     * @param keyId the key; one that is retired already stays so
     * @throws UnusableKeyset if the key is the primary one, or not in the keyset
     */
    public Keyset<P> retired(int keyId) {
        int index = keys.stream().map(KeysetKey::id).toList().indexOf(keyId);
        if (index < 0) {
            throw new UnusableKeyset("key " + Integer.toUnsignedString(keyId) + " is not in the keyset");
        }
        return switch (keys.get(index).state()) {
            case PRIMARY ->
                throw new UnusableKeyset(
                        "key " + Integer.toUnsignedString(keyId) + " is the primary key; rotate first, then retire it");
            case RETIRED -> this;
            case ENABLED, DISABLED -> withRetired(index, keyId);
        };
    }

    private Keyset<P> withRetired(int index, int keyId) {
        try {
            return new Keyset<>(
                    kind,
                    KeysetHandle.newBuilder(handle)
                            .setConfiguration(kind.tink())
                            .deleteAt(index)
                            .addEntry(kind.retired(handle.getAt(index)))
                            .build());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("key " + Integer.toUnsignedString(keyId) + " cannot be retired", e);
        }
    }

    /** All keys, in the order of the file, without their material. */
    public List<KeysetKey> keys() {
        return keys;
    }

    /** The key that makes what is new. */
    public int primaryId() {
        return handle.getPrimary().getId();
    }

    /** What the key is good for; empty if it is not in the keyset. */
    public Optional<KeysetKey.State> state(int keyId) {
        return keys.stream()
                .filter(key -> key.id() == keyId)
                .map(KeysetKey::state)
                .findFirst();
    }

    /** All usable keys, ready for what they are for. */
    public P use() {
        return use;
    }

    KeysetHandle handle() {
        return handle;
    }

    /** The ids and states of the keys, never their material. */
    @Override
    public String toString() {
        return "Keyset" + keys;
    }

    private static KeysetKey.State state(KeysetHandle.Entry entry) {
        if (entry.getStatus() == KeyStatus.DESTROYED || KeysetKind.isPublicPart(entry.getKey())) {
            return RETIRED;
        }
        if (entry.getStatus() == KeyStatus.DISABLED) {
            return DISABLED;
        }
        return entry.isPrimary() ? PRIMARY : ENABLED;
    }
}
