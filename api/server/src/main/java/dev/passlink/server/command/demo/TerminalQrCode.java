package dev.passlink.server.command.demo;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** QR codes of half-block characters, two modules high each, light on the dark ground that most terminals have. */
final class TerminalQrCode {

    private static final int QUIET_ZONE = 2;

    private TerminalQrCode() {}

    /** The lines of the QR code of a text. */
    static String of(String text) {
        try {
            BitMatrix dark = new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            0,
                            0,
                            Map.of(
                                    EncodeHintType.ERROR_CORRECTION,
                                    ErrorCorrectionLevel.L,
                                    EncodeHintType.MARGIN,
                                    QUIET_ZONE));
            return draw(dark);
        } catch (WriterException e) {
            throw new IllegalArgumentException("no QR code can hold " + text.length() + " characters", e);
        }
    }

    private static String draw(BitMatrix dark) {
        StringBuilder lines = new StringBuilder();
        for (int y = 0; y < dark.getHeight(); y += 2) {
            for (int x = 0; x < dark.getWidth(); x++) {
                boolean top = !dark.get(x, y);
                boolean bottom = y + 1 < dark.getHeight() && !dark.get(x, y + 1);
                lines.append(top ? (bottom ? '█' : '▀') : (bottom ? '▄' : ' '));
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}
