package dev.passlink.api.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.util.Bytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CodeAlphabetTest {

    @Test
    void charactersAreInTheOrderOfTheRule() throws GeneralSecurityException {
        assertThat(spell(12, 0, 25, 26, 51, 52, 61, 62, 123, 124, 185, 186, 247))
                .isEqualTo("AZaz09A9A9A9");
    }

    @Test
    void bytesFrom248OnAreSkipped() throws GeneralSecurityException {
        assertThat(spell(12, 248, 0, 249, 1, 255, 2, 3, 4, 5, 6, 7, 8, 9, 250, 10, 11))
                .isEqualTo("ABCDEFGHIJKL");
    }

    @Test
    void aLongerOutputIsAskedForWhereTooManyBytesWereSkipped() throws GeneralSecurityException {
        int[] output = new int[100];
        Arrays.fill(output, 255);
        for (int i = 0; i < 12; i++) {
            output[80 + i] = i;
        }
        assertThat(spell(12, output)).isEqualTo("ABCDEFGHIJKL");
    }

    /** Spells from an output that begins like this, whatever length is asked for. */
    private static String spell(int length, int... beginning) throws GeneralSecurityException {
        byte[] bytes = new byte[beginning.length];
        for (int i = 0; i < beginning.length; i++) {
            bytes[i] = (byte) beginning[i];
        }
        Bytes output = Bytes.copyFrom(bytes);
        Prf prf = (input, size) -> Arrays.copyOf(output.toByteArray(), size);
        return CodeAlphabet.spell(prf, new byte[0], length);
    }
}
