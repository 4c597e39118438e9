package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/** The one rule for bytes that are kept as text: RFC 4648 base64url without padding. */
final class Base64Url {

    private Base64Url() {}

    /**
     * Checks a text.
     *
     * @param field name of the field, for the error message
     * @param min   fewest bytes
     * @param max   most bytes
     * @throws Rejected {@link Failure.RequestInvalid} if it is not that many bytes as base64url
     */
    static void require(String field, String value, int min, int max) {
        int bytes = value.length() * 3 / 4;
        boolean complete = value.length() % 4 != 1;
        if (!complete || bytes < min || bytes > max || !value.chars().allMatch(Base64Url::isDigit)) {
            throw new Rejected(
                    new Failure.RequestInvalid(field + " must be " + min + " to " + max + " bytes as base64url"));
        }
    }

    private static boolean isDigit(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
