package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How personal data is encrypted, spelled out beside the code under test: AES-256-GCM, the nonce before the ciphertext, and
 * bound to label, stored name, user and key, each preceded by its length. One key and one nonce, so that golden files can
 * pin it.
 */
public final class GoldenKeys implements PersonalKeys {

    /** The data key: 32 bytes, 0 to 31. */
    public static final byte[] KEY = new byte[32];

    private static final byte[] NONCE = "golden nonce".getBytes(UTF_8);
    private static final int TAG_BITS = 128;

    static {
        for (int i = 0; i < KEY.length; i++) {
            KEY[i] = (byte) i;
        }
    }

    @Override
    public byte[] encrypt(Use use, byte[] clear) {
        byte[] encrypted = aes(Cipher.ENCRYPT_MODE, NONCE, use, clear);
        return ByteBuffer.allocate(NONCE.length + encrypted.length)
                .put(NONCE)
                .put(encrypted)
                .array();
    }

    @Override
    public Reading decrypt(Use use, byte[] encrypted) {
        byte[] nonce = Arrays.copyOf(encrypted, NONCE.length);
        byte[] rest = Arrays.copyOfRange(encrypted, NONCE.length, encrypted.length);
        return new Reading.Clear(aes(Cipher.DECRYPT_MODE, nonce, use, rest));
    }

    private static byte[] aes(int mode, byte[] nonce, Use use, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(lengthPrefixed(
                    "passlink/personal-data/v1",
                    use.type(),
                    use.userId().value(),
                    use.key().value()));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] lengthPrefixed(String... fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String field : fields) {
            byte[] text = field.getBytes(UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }
}
