package dev.passlink.api.mail;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A mail as a mail program sees it: read from bytes, as they come over the wire. */
record Received(MimeMessage message) {

    static Received of(byte[] bytes) {
        try {
            return new Received(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    static Received of(MimeMessage message) {
        return of(bytes(message));
    }

    static byte[] bytes(MimeMessage message) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            message.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    String header(String name) {
        try {
            String[] values = message.getHeader(name);
            return values == null ? "" : String.join("|", values);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    String text() {
        return (String) content("text/plain");
    }

    String html() {
        return (String) content("text/html");
    }

    boolean has(String type) {
        return parts(message).stream().anyMatch(part -> is(part, type));
    }

    /** The link in the text part, which stands on a line of its own. */
    URI link() {
        Matcher link = Pattern.compile("(?m)^https?://\\S+$").matcher(text());
        if (!link.find()) {
            throw new AssertionError("no link in the text");
        }
        return URI.create(link.group());
    }

    /** What a phone reads from the picture. */
    String scanned() {
        try (InputStream png = (InputStream) content("image/png")) {
            BinaryBitmap picture =
                    new BinaryBitmap(new HybridBinarizer(new BufferedImageLuminanceSource(ImageIO.read(png))));
            return new QRCodeReader()
                    .decode(picture, Map.of(DecodeHintType.PURE_BARCODE, true))
                    .getText();
        } catch (IOException | ReaderException e) {
            throw new AssertionError(e);
        }
    }

    Part part(String type) {
        return parts(message).stream()
                .filter(part -> is(part, type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type));
    }

    private Object content(String type) {
        try {
            Part part = part(type);
            return type.startsWith("text/") ? part.getContent() : part.getInputStream();
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean is(Part part, String type) {
        try {
            return part.isMimeType(type);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Part> parts(Part part) {
        List<Part> parts = new ArrayList<>(List.of(part));
        try {
            if (part.getContent() instanceof Multipart multipart) {
                for (int i = 0; i < multipart.getCount(); i++) {
                    BodyPart inner = multipart.getBodyPart(i);
                    parts.addAll(parts(inner));
                }
            }
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
        return parts;
    }
}
