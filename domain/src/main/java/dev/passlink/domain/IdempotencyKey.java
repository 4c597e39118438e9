package dev.passlink.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a caller sends along with a request, so that a repetition of it is known for one (behaviour O7): 1 to 255 visible
 * ASCII characters. It is never stored; events keep its {@linkplain #fingerprint fingerprint}.
 *
 * @param value the key as the caller made it; others might repeat a request with it, so it is not in {@link #toString()}
 */
public record IdempotencyKey(String value) {

    /** Greatest number of characters. */
    public static final int MAX_LENGTH = 255;

    private static final String LABEL = "passlink/idempotency/v1";

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not such a text */
    public IdempotencyKey {
        if (!value.matches("[!-~]{1," + MAX_LENGTH + "}")) {
            throw new Rejected(new Failure.RequestInvalid(
                    "an idempotency key must be 1 to " + MAX_LENGTH + " visible ASCII characters"));
        }
    }

    /** A key. */
    public static IdempotencyKey of(String value) {
        return new IdempotencyKey(value);
    }

    /**
     * The same whenever the same caller uses the same key: SHA-256 over a label, the caller's user id, home organization
     * and the key, each preceded by its byte length, 4 bytes big-endian, so that no two lists of them look the same.
     */
    public RequestFingerprint fingerprint(Caller caller) {
        MessageDigest digest = sha256();
        add(digest, LABEL);
        add(digest, caller.userId().value());
        add(digest, caller.organization().value());
        add(digest, value);
        return new RequestFingerprint(HexFormat.of().formatHex(digest.digest()));
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "IdempotencyKey";
    }
}
