package dev.passlink.api.code;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.PublicKeySign;
import com.google.crypto.tink.PublicKeyVerify;
import com.google.crypto.tink.signature.Ed25519PrivateKey;
import com.google.crypto.tink.signature.Ed25519PublicKey;
import com.google.crypto.tink.signature.SignatureConfig2026;
import java.security.GeneralSecurityException;

/**
 * The keys that sign checkpoints of the history, Ed25519, ready to use. A signature begins with five bytes that name its
 * key, as Tink's do.
 *
 * @param primaryId id of the key that signs
 * @param signer    signs by the primary key
 * @param verifier  checks signatures of all keys, those of retired ones as well
 */
public record SealKeys(int primaryId, PublicKeySign signer, PublicKeyVerify verifier) {

    /** @throws UnusableKeyset if the file cannot be read, see {@link KeysetFile#read()} */
    public static SealKeys in(KeysetFile<SealKeys> file) {
        return file.read().use();
    }

    static SealKeys of(Keyset<SealKeys> keyset) throws GeneralSecurityException {
        KeysetHandle all = keyset.handle();
        KeysetHandle.Entry primary = all.getPrimary();
        KeysetHandle.Builder signing = KeysetHandle.newBuilder()
                .setConfiguration(SignatureConfig2026.get())
                .addEntry(KeysetHandle.importKey(primary.getKey())
                        .withFixedId(primary.getId())
                        .makePrimary());
        KeysetHandle.Builder checking = KeysetHandle.newBuilder().setConfiguration(SignatureConfig2026.get());
        for (int i = 0; i < all.size(); i++) {
            KeysetHandle.Entry entry = all.getAt(i);
            KeysetHandle.Builder.Entry added = KeysetHandle.importKey(publicKey(entry))
                    .withFixedId(entry.getId())
                    .setStatus(entry.getStatus());
            checking.addEntry(entry.isPrimary() ? added.makePrimary() : added);
        }
        return new SealKeys(
                primary.getId(),
                signing.build().getPrimitive(SignatureConfig2026.get(), PublicKeySign.class),
                checking.build().getPrimitive(SignatureConfig2026.get(), PublicKeyVerify.class));
    }

    private static Ed25519PublicKey publicKey(KeysetHandle.Entry entry) {
        return entry.getKey() instanceof Ed25519PrivateKey key ? key.getPublicKey() : (Ed25519PublicKey) entry.getKey();
    }
}
