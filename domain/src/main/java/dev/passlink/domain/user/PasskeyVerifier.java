package dev.passlink.domain.user;

/**
 * Tells whether an authenticator's answer fits a ceremony. The domain knows no WebAuthn; the Java API plugs it in.
 */
public interface PasskeyVerifier {

    /**
     * Verifies the answer to a ceremony, without looking at the clock or keeping anything.
     *
     * @param ceremony what was asked
     * @param response the answer as the browser gave it: {@code RegistrationResponseJSON} of WebAuthn Level 3
     */
    Answer verify(Ceremony ceremony, String response);

    /** What came of it. */
    sealed interface Answer {

        /** It fits: this is the credential. */
        record Verified(Credential credential) implements Answer {}

        /**
         * It does not fit.
         *
         * @param reason what did not, such as {@code CHALLENGE}: one of a few words, stored with the event
         */
        record Failed(String reason) implements Answer {}
    }
}
