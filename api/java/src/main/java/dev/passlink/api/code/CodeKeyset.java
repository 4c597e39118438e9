package dev.passlink.api.code;

import static dev.passlink.api.code.CodeKey.State.DISABLED;
import static dev.passlink.api.code.CodeKey.State.ENABLED;
import static dev.passlink.api.code.CodeKey.State.PRIMARY;
import static dev.passlink.api.code.CodeKey.State.RETIRED;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters.HashType;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The keys that codes are derived from: a Tink keyset of HKDF-SHA-256 PRF keys of 256 bits (behaviour C2). Immutable; a
 * change answers another keyset.
 *
 * <p>The primary key makes new codes, older keys check older codes. A retired key stays as a destroyed entry, so that its
 * codes can be told from those of a key never seen. Tink cannot read back an entry without material, so a destroyed entry
 * carries fresh random material that no code was ever derived from.
 */
public final class CodeKeyset {

    private static final Configuration TINK = PrfConfig2026.get();
    private static final HkdfPrfParameters HKDF_SHA256 = hkdfSha256();

    private final KeysetHandle handle;
    private final List<CodeKey> keys;
    private final Map<Integer, Prf> prfs;

    private CodeKeyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.keys = IntStream.range(0, handle.size())
                .mapToObj(handle::getAt)
                .map(entry -> new CodeKey(entry.getId(), state(entry)))
                .toList();
        this.prfs = Map.copyOf(handle.getPrimitive(TINK, PrfSet.class).getPrfs());
    }

    /** A keyset of one fresh key. As long as nobody writes it to a file it lives in memory only, and its codes with it. */
    public static CodeKeyset generate() {
        return withFreshPrimary(KeysetHandle.newBuilder());
    }

    /**
     * Reads Tink's JSON.
     *
     * @throws UnusableKeyset if it is not a keyset of HKDF-SHA-256 PRF keys with an enabled primary key
     */
    static CodeKeyset parse(String json) {
        try {
            KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(json, TINK, InsecureSecretKeyAccess.get());
            if (!IntStream.range(0, handle.size()).mapToObj(handle::getAt).allMatch(CodeKeyset::isHkdfSha256)) {
                throw new UnusableKeyset("not all of its keys are HKDF-SHA-256 PRF keys of at least 256 bits");
            }
            return new CodeKeyset(handle);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw e instanceof UnusableKeyset known
                    ? known
                    : new UnusableKeyset("not a Tink JSON keyset with an enabled primary key");
        }
    }

    /** Tink's JSON, in clear. */
    String toJson() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(handle, TINK, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("the keyset cannot be written as JSON", e);
        }
    }

    /** This keyset with a fresh primary key; the keys it has go on checking their codes. */
    public CodeKeyset rotated() {
        return withFreshPrimary(KeysetHandle.newBuilder(handle));
    }

    private static CodeKeyset withFreshPrimary(KeysetHandle.Builder keys) {
        try {
            return new CodeKeyset(keys.setConfiguration(TINK)
                    .addEntry(KeysetHandle.generateEntryFromParameters(HKDF_SHA256)
                            .withRandomId()
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("no key can be generated", e);
        }
    }

    /**
     * This keyset with the material of one key destroyed. Whether open codes still use the key is for the caller to ask:
     * they become invalid.
     *
     * @param keyId the key; one that is retired already stays so
     * @throws UnusableKeyset if the key is the primary one, or not in the keyset
     */
    public CodeKeyset retired(int keyId) {
        int index = keys.stream().map(CodeKey::id).toList().indexOf(keyId);
        if (index < 0) {
            throw new UnusableKeyset("key " + Integer.toUnsignedString(keyId) + " is not in the keyset");
        }
        return switch (keys.get(index).state()) {
            case PRIMARY ->
                throw new UnusableKeyset(
                        "key " + Integer.toUnsignedString(keyId) + " is the primary key; rotate first, then retire it");
            case RETIRED -> this;
            case ENABLED, DISABLED -> withDestroyed(index, keyId);
        };
    }

    private CodeKeyset withDestroyed(int index, int keyId) {
        try {
            return new CodeKeyset(KeysetHandle.newBuilder(handle)
                    .setConfiguration(TINK)
                    .deleteAt(index)
                    .addEntry(KeysetHandle.generateEntryFromParameters(HKDF_SHA256)
                            .withFixedId(keyId)
                            .setStatus(KeyStatus.DESTROYED))
                    .build());
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyset("key " + Integer.toUnsignedString(keyId) + " cannot be retired", e);
        }
    }

    /** All keys, in the order of the file, without their material. */
    public List<CodeKey> keys() {
        return keys;
    }

    /** The key that makes new codes. */
    int primaryId() {
        return handle.getPrimary().getId();
    }

    /** What the key is good for; empty if it is not in the keyset. */
    Optional<CodeKey.State> state(int keyId) {
        return keys.stream()
                .filter(key -> key.id() == keyId)
                .map(CodeKey::state)
                .findFirst();
    }

    /** The PRFs of all usable keys, by key id. */
    Map<Integer, Prf> prfs() {
        return prfs;
    }

    /** The ids and states of the keys, never their material. */
    @Override
    public String toString() {
        return "CodeKeyset" + keys;
    }

    private static CodeKey.State state(KeysetHandle.Entry entry) {
        if (entry.getStatus() == KeyStatus.DESTROYED) {
            return RETIRED;
        }
        if (entry.getStatus() == KeyStatus.DISABLED) {
            return DISABLED;
        }
        return entry.isPrimary() ? PRIMARY : ENABLED;
    }

    private static boolean isHkdfSha256(KeysetHandle.Entry entry) {
        return entry.getKey().getParameters() instanceof HkdfPrfParameters parameters
                && parameters.getHashType() == HashType.SHA256
                && parameters.getKeySizeBytes() >= HKDF_SHA256.getKeySizeBytes();
    }

    private static HkdfPrfParameters hkdfSha256() {
        try {
            return HkdfPrfParameters.builder()
                    .setKeySizeBytes(32)
                    .setHashType(HashType.SHA256)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
