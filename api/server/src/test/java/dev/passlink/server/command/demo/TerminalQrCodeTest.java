package dev.passlink.server.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalQrCodeTest {

    private static final int DARK = 0xFF000000;
    private static final int LIGHT = 0xFFFFFFFF;
    private static final int SCALE = 4;

    @Test
    void aReaderReadsTheLinkAgain() throws ReaderException {
        String link = "http://localhost:8080/ui/login/login/passwordless/init"
                + "?userID=182156264229306625&orgID=165947650742997249&codeID=200949504189388947&code=kFfsO8OizZPS";

        assertThat(read(TerminalQrCode.of(link).lines().toList())).isEqualTo(link);
    }

    @Test
    void itFitsIntoATerminal() {
        assertThat(TerminalQrCode.of("x".repeat(200)).lines()).allMatch(line -> line.length() <= 80);
    }

    private static String read(List<String> lines) throws ReaderException {
        int width = lines.get(0).length() * SCALE;
        int height = lines.size() * 2 * SCALE;
        int[] pixels = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                char block = lines.get(y / SCALE / 2).charAt(x / SCALE);
                boolean upper = y / SCALE % 2 == 0;
                pixels[y * width + x] = block == '█' || block == (upper ? '▀' : '▄') ? LIGHT : DARK;
            }
        }
        return new QRCodeReader()
                .decode(
                        new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))),
                        Map.of(DecodeHintType.TRY_HARDER, true))
                .getText();
    }
}
