package dev.passlink.domain;

/**
 * The organization an object belongs to, 1 to 200 code points without control characters.
 *
 * @param value the organization's id
 */
public record ResourceOwner(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if the id is empty, too long or contains control characters */
    public ResourceOwner {
        Text.required("organization id", value, 200);
    }

    @Override
    public String toString() {
        return value;
    }
}
