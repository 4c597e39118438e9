package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;

/**
 * What authenticators know a user by: random bytes, the same for all passkeys of one incarnation (WebAuthn Level 3,
 * section 14.6.1). It tells nothing about the person.
 *
 * @param value 16 to 64 bytes as base64url without padding
 */
public record UserHandle(String value) {

    /** @throws Rejected {@link Failure.RequestInvalid} if it is not 16 to 64 bytes as base64url */
    public UserHandle {
        Base64Url.require("user handle", value, 16, 64);
    }

    @Override
    public String toString() {
        return value;
    }
}
