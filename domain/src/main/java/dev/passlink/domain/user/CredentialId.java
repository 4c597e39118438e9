package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/**
 * The id that an authenticator gave its credential; unique among all users.
 *
 * @param value 1 to 1023 bytes (WebAuthn Level 3, section 4) as base64url without padding
 */
public record CredentialId(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not 1 to 1023 bytes as base64url */
    public CredentialId {
        Base64Url.require("credential id", value, 1, 1023);
    }

    @Override
    public String toString() {
        return value;
    }
}
