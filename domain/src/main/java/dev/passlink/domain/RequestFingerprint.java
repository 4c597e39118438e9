package dev.passlink.domain;

/**
 * By what the repetition of a request is recognized (behaviour O7): made by {@link IdempotencyKey#fingerprint} of who
 * asked, and with which key. Neither can be had from it, unless the key is easily guessed.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record RequestFingerprint(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not 64 lower-case hexadecimal digits */
    public RequestFingerprint {
        if (!value.matches("[0-9a-f]{64}")) {
            throw new Rejected(new Failure.RequestInvalid("a request fingerprint must be 64 hexadecimal digits"));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
