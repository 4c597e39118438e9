package dev.passlink.api.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.UserId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Rule C2 written out a second time, with nothing but the JDK's HMAC: HKDF by RFC 5869 with an empty salt. */
final class SpelledOutDerivation {

    private static final int BYTES = 32 * 8;

    private SpelledOutDerivation() {}

    static String derive(byte[] key, UserId userId, InitCode code) throws GeneralSecurityException {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        field(info, "passlink/code/v1".getBytes(UTF_8));
        field(info, HexFormat.of().parseHex(code.seed().nonce()));
        field(info, userId.value().getBytes(UTF_8));
        field(info, code.details().resourceOwner().value().getBytes(UTF_8));
        field(info, code.codeId().value().getBytes(UTF_8));

        StringBuilder characters = new StringBuilder();
        for (byte b : hkdf(key, info.toByteArray())) {
            int unsigned = b & 0xff;
            if (unsigned >= 248) {
                continue;
            }
            int index = unsigned % 62;
            characters.append((char) (index < 26 ? 'A' + index : index < 52 ? 'a' + index - 26 : '0' + index - 52));
        }
        return characters.substring(0, code.codeLength());
    }

    private static byte[] hkdf(byte[] key, byte[] info) throws GeneralSecurityException {
        byte[] pseudoRandomKey = hmac(new byte[32], key);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] block = new byte[0];
        for (int counter = 1; output.size() < BYTES; counter++) {
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(block);
            input.writeBytes(info);
            input.write(counter);
            block = hmac(pseudoRandomKey, input.toByteArray());
            output.writeBytes(block);
        }
        return output.toByteArray();
    }

    private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(input);
    }

    private static void field(ByteArrayOutputStream target, byte[] field) {
        target.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
        target.writeBytes(field);
    }
}
