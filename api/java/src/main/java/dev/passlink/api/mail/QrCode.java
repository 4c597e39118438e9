package dev.passlink.api.mail;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.client.j2se.MatrixToImageWriter;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Draws links as QR codes, black on white with the quiet zone of four modules that the standard asks for. */
final class QrCode {

    /** Pixels of a module: sharp on a screen with three times the density. */
    private static final int SCALE = 8;

    private static final Map<EncodeHintType, ?> HINTS = Map.of(EncodeHintType.MARGIN, 4);

    private QrCode() {}

    /** The picture; empty if the link is too long for a QR code. */
    static Optional<byte[]> png(URI link) {
        try {
            int modules = encode(link, 1).getWidth();
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            MatrixToImageWriter.writeToStream(encode(link, modules * SCALE), "PNG", png);
            return Optional.of(png.toByteArray());
        } catch (WriterException tooLong) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("PNG cannot be written", e);
        }
    }

    private static BitMatrix encode(URI link, int size) throws WriterException {
        return new QRCodeWriter().encode(link.toString(), BarcodeFormat.QR_CODE, size, size, HINTS);
    }
}
