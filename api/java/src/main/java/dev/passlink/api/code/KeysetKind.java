package dev.passlink.api.code;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters;
import com.google.crypto.tink.prf.HkdfPrfParameters.HashType;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import com.google.crypto.tink.signature.Ed25519Parameters;
import com.google.crypto.tink.signature.Ed25519PrivateKey;
import com.google.crypto.tink.signature.Ed25519PublicKey;
import com.google.crypto.tink.signature.SignatureConfig2026;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the keys of a {@link Keyset} are for, and so of which algorithm they are.
 *
 * @param <P> what a keyset of this kind is used as
 */
public final class KeysetKind<P> {

    private static final int AES_BYTES = 32;

    private static final Ed25519Parameters ED25519 = Ed25519Parameters.create(Ed25519Parameters.Variant.TINK);

    /** Codes are derived from these: HKDF-SHA-256 PRF keys of 256 bits (behaviour C2). Used as PRFs by key id. */
    public static final KeysetKind<Map<Integer, Prf>> CODES = new KeysetKind<>(
            "HKDF-SHA-256 PRF keys of at least 256 bits",
            PrfConfig2026.get(),
            hkdfSha256(),
            KeysetKind::isHkdfSha256,
            KeysetKind::destroyed,
            keyset -> Map.copyOf(keyset.handle()
                    .getPrimitive(PrfConfig2026.get(), PrfSet.class)
                    .getPrfs()));

    /** The data keys of personal data are wrapped by these: AES-256-GCM keys. */
    public static final KeysetKind<Aead> PERSONAL = new KeysetKind<>(
            "AES-256-GCM keys",
            AeadConfig2026.get(),
            aes256Gcm(),
            key -> key.getParameters().equals(aes256Gcm()),
            KeysetKind::destroyed,
            keyset -> keyset.handle().getPrimitive(AeadConfig2026.get(), Aead.class));

    /**
     * Checkpoints of the history are signed by these: Ed25519 keys. A retired one keeps its public part, so that what it
     * signed can be checked.
     */
    public static final KeysetKind<SealKeys> SEALS = new KeysetKind<>(
            "Ed25519 signature keys",
            SignatureConfig2026.get(),
            ED25519,
            key -> key.getParameters().equals(ED25519),
            KeysetKind::publicPart,
            SealKeys::of);

    private final String described;
    private final Configuration tink;
    private final Parameters fresh;
    private final Predicate<Key> accepted;
    private final Retirement retirement;
    private final Use<P> use;

    private KeysetKind(
            String described,
            Configuration tink,
            Parameters fresh,
            Predicate<Key> accepted,
            Retirement retirement,
            Use<P> use) {
        this.described = described;
        this.tink = tink;
        this.fresh = fresh;
        this.accepted = accepted;
        this.retirement = retirement;
        this.use = use;
    }

    /** The algorithm, for people. */
    String described() {
        return described;
    }

    /** Tink's own configuration for such keys. */
    Configuration tink() {
        return tink;
    }

    /** What fresh keys are like. */
    Parameters fresh() {
        return fresh;
    }

    /** Whether this is a key of this kind. */
    boolean accepts(Key key) {
        return accepted.test(key);
    }

    /** What takes the place of a key that is retired. */
    KeysetHandle.Builder.Entry retired(KeysetHandle.Entry entry) throws GeneralSecurityException {
        return retirement.of(entry);
    }

    /** What a keyset is used as. */
    P use(Keyset<P> keyset) throws GeneralSecurityException {
        return use.of(keyset);
    }

    /** Tink cannot read back an entry without material, so this one has fresh material that nothing was ever made with. */
    private static KeysetHandle.Builder.Entry destroyed(KeysetHandle.Entry entry) {
        return KeysetHandle.generateEntryFromParameters(entry.getKey().getParameters())
                .withFixedId(entry.getId())
                .setStatus(KeyStatus.DESTROYED);
    }

    private static KeysetHandle.Builder.Entry publicPart(KeysetHandle.Entry entry) {
        return KeysetHandle.importKey(((Ed25519PrivateKey) entry.getKey()).getPublicKey())
                .withFixedId(entry.getId())
                .setStatus(entry.getStatus());
    }

    /** Whether a key can do no more than check what its lost private part has signed. */
    static boolean isPublicPart(Key key) {
        return key instanceof Ed25519PublicKey;
    }

    private static boolean isHkdfSha256(Key key) {
        return key.getParameters() instanceof HkdfPrfParameters parameters
                && parameters.getHashType() == HashType.SHA256
                && parameters.getKeySizeBytes() >= hkdfSha256().getKeySizeBytes();
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

    private static AesGcmParameters aes256Gcm() {
        try {
            return AesGcmParameters.builder()
                    .setKeySizeBytes(AES_BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How a key is retired. */
    private interface Retirement {
        KeysetHandle.Builder.Entry of(KeysetHandle.Entry entry) throws GeneralSecurityException;
    }

    /** How a keyset is used. */
    private interface Use<P> {
        P of(Keyset<P> keyset) throws GeneralSecurityException;
    }
}
