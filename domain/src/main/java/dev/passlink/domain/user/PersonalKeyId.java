package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/**
 * Names the key that the personal data of one incarnation of a user is stored under, and with which it becomes unreadable
 * once the user is removed: 1 to 64 printable ASCII characters, chosen at random for each incarnation.
 *
 * @param value the id; not a secret
 */
public record PersonalKeyId(String value) {

    /** Greatest length in characters. */
    public static final int MAX_LENGTH = 64;

    /** @throws Rejected {@link Failure.RequestInvalid} if it is empty, too long or contains other characters */
    public PersonalKeyId {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Rejected(new Failure.RequestInvalid("personal key id must be 1 to 64 ASCII characters"));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
