package dev.passlink.api.code;

import com.google.crypto.tink.prf.Prf;
import java.security.GeneralSecurityException;

/**
 * How pseudo-random bytes become the characters of a code (behaviour C1, C2): bytes from 248 on are skipped, since 248 is
 * the greatest multiple of 62 in a byte, so that every character is equally likely.
 */
final class CodeAlphabet {

    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int FIRST_SKIPPED = 248;

    private CodeAlphabet() {}

    /**
     * Spells a code. One byte of 32 is skipped on average, so twice the length nearly always suffices; where it does not,
     * a longer output is asked for, which begins with the same bytes, as always with HKDF.
     *
     * @param length characters wanted
     */
    static String spell(Prf prf, byte[] input, int length) throws GeneralSecurityException {
        for (int size = 2 * length; ; size *= 2) {
            StringBuilder code = new StringBuilder(length);
            for (byte signed : prf.compute(input, size)) {
                int unsigned = Byte.toUnsignedInt(signed);
                if (unsigned < FIRST_SKIPPED && code.length() < length) {
                    code.append(CHARACTERS.charAt(unsigned % CHARACTERS.length()));
                }
            }
            if (code.length() == length) {
                return code.toString();
            }
        }
    }
}
