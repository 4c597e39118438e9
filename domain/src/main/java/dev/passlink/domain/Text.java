package dev.passlink.domain;

/** The one rule for texts that name something: so many code points, no control characters. */
public final class Text {

    private Text() {}

    /**
     * Checks a required text.
     *
     * @param field name of the field as the API documents call it, for the error message
     * @param value the text
     * @param max   greatest length in Unicode code points, at least 1
     * @return the same text
     * @throws Rejected {@link Failure.RequestInvalid} if it is empty, too long or contains control characters
     */
    public static String required(String field, String value, int max) {
        if (value.isEmpty()) {
            throw new Rejected(new Failure.RequestInvalid(field + " must not be empty"));
        }
        return optional(field, value, max);
    }

    /**
     * Checks a text that may be empty.
     *
     * @param field name of the field as the API documents call it, for the error message
     * @param value the text
     * @param max   greatest length in Unicode code points
     * @return the same text
     * @throws Rejected {@link Failure.RequestInvalid} if it is too long or contains control characters
     */
    public static String optional(String field, String value, int max) {
        if (value.codePointCount(0, value.length()) > max) {
            throw new Rejected(new Failure.RequestInvalid(field + " must not be longer than " + max + " characters"));
        }
        // no stream: every text of every event that is read comes by here
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            if (isUnprintable(value.codePointAt(i))) {
                throw new Rejected(new Failure.RequestInvalid(field + " must not contain control characters"));
            }
        }
        return value;
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }
}
