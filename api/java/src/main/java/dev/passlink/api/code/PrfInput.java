package dev.passlink.api.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * What a PRF is computed over: fields, each preceded by its byte length as 4 bytes, big-endian, so that no two lists of
 * fields look the same (behaviour C2). Texts are UTF-8.
 */
final class PrfInput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private PrfInput() {}

    /** Begins with a label, which keeps the uses of a key apart. */
    static PrfInput labelled(String label) {
        return new PrfInput().and(label);
    }

    PrfInput and(String text) {
        return and(text.getBytes(UTF_8));
    }

    PrfInput and(byte[] field) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        bytes.writeBytes(field);
        return this;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
