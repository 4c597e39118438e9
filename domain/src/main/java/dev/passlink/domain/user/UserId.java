package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Text;

/**
 * Id of a user, and identifier of its event stream: 1 to 200 code points without control characters, beginning neither
 * with {@code credential:} (the streams that claim credential ids) nor with {@code system:} (the editors that are parts
 * of the system).
 *
 * @param value the id
 */
public record UserId(String value) {

    /** Greatest length in Unicode code points. */
    public static final int MAX_LENGTH = 200;

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not such an id */
    public UserId {
        Text.required("user id", value, MAX_LENGTH);
        if (value.startsWith(CredentialClaimed.STREAM) || value.startsWith("system:")) {
            throw new Rejected(new Failure.RequestInvalid("user id must not begin with credential: or system:"));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
