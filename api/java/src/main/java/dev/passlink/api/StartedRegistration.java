package dev.passlink.api;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.PasskeyId;

/**
 * A registration ceremony that has begun: for the next five minutes the browser can have an authenticator answer to it.
 *
 * @param passkeyId the passkey to be
 * @param publicKey what {@code navigator.credentials.create} is to be asked, as {@code PublicKeyCredentialCreationOptionsJSON}
 *     of WebAuthn Level 3, section 5.1.9
 * @param details   the passkey's object details
 */
public record StartedRegistration(PasskeyId passkeyId, String publicKey, ObjectDetails details) {

    /** Without the names in what the browser is to ask, so that a log cannot show them. */
    @Override
    public String toString() {
        return "StartedRegistration[passkeyId=" + passkeyId + "]";
    }
}
