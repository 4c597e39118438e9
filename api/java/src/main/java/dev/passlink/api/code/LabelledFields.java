package dev.passlink.api.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * What a PRF is computed over, or an encryption bound to: fields, each preceded by its byte length as 4 bytes, big-endian, so that no two lists of
 * fields look the same (behaviour C2). Texts are UTF-8.
 */
public final class LabelledFields {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private LabelledFields() {}

    /** Begins with a label, which keeps the uses of a key apart. */
    public static LabelledFields labelled(String label) {
        return new LabelledFields().and(label);
    }

    /** The same with one field more. */
    public LabelledFields and(String text) {
        return and(text.getBytes(UTF_8));
    }

    /** The same with one field more. */
    public LabelledFields and(byte[] field) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        bytes.writeBytes(field);
        return this;
    }

    /** All of it. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
