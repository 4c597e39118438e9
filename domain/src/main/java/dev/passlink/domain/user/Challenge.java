package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/**
 * What an authenticator has to answer to in one ceremony: 32 random bytes (WebAuthn Level 3, section 13.4.3).
 *
 * @param value the bytes as base64url without padding, 43 characters
 */
public record Challenge(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not 32 bytes as base64url */
    public Challenge {
        Base64Url.require("challenge", value, 32, 32);
    }

    @Override
    public String toString() {
        return value;
    }
}
