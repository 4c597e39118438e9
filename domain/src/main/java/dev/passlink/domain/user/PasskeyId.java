package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;

/**
 * Id of a passkey, from the start of its registration on; unique within its user: 1 to 200 code points without control
 * characters.
 *
 * @param value the id; not a secret
 */
public record PasskeyId(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is empty, too long or contains control characters */
    public PasskeyId {
        Text.required("passkey id", value, 200);
    }

    @Override
    public String toString() {
        return value;
    }
}
