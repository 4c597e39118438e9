package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;

/**
 * What a person calls the device a passkey is on: personal data (behaviour E3).
 *
 * @param name 1 to 200 code points without control characters
 */
public record PasskeyName(String name) {

    /** What is read in place of the name that a removed person gave, whose data was erased. */
    public static final PasskeyName ERASED = new PasskeyName("(erased)");

    /** @throws Rejected {@link Failure.RequestInvalid} if it is empty, too long or contains control characters */
    public PasskeyName {
        Text.required("passkey name", name, 200);
    }

    /** Says nothing about the person, so that a log cannot. */
    @Override
    public String toString() {
        return "PasskeyName[…]";
    }
}
