package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.util.Set;

/**
 * A verified WebAuthn credential: what a sign-in is verified with. Nothing in it is secret.
 *
 * @param id              its id
 * @param publicKey       its public key in COSE form, at most 2,048 bytes as base64url
 * @param signCount       the authenticator's signature counter, 0 to 2³²−1; always 0 if it keeps none
 * @param aaguid          the authenticator's model as a UUID; all zeros if it does not tell
 * @param traits          what the authenticator said of it
 * @param transports      how the authenticator can be reached, such as {@code internal}; at most 16
 * @param attestationType how the model was attested, such as {@code none}
 */
public record Credential(
        CredentialId id,
        String publicKey,
        long signCount,
        String aaguid,
        Set<Trait> traits,
        Set<String> transports,
        String attestationType) {

    /** What an authenticator says of a credential by the flags of its data (WebAuthn Level 3, section 6.1). */
    public enum Trait {
        /** The person was verified, by PIN or biometrics, when it was made. */
        USER_VERIFIED,
        /** It may be backed up or synchronized. */
        BACKUP_ELIGIBLE,
        /** It was backed up or synchronized when it was made. */
        BACKED_UP
    }

    private static final long MAX_SIGN_COUNT = 0xFFFF_FFFFL;
    private static final int MAX_TRANSPORTS = 16;
    private static final int MAX_WORD = 40;

    /** @throws Rejected {@link Failure.RequestInvalid} naming what is out of range */
    public Credential {
        Base64Url.require("public key", publicKey, 1, 2048);
        requireSignCount(signCount);
        traits = Set.copyOf(traits);
        transports = Set.copyOf(transports);
        require(aaguid.length() == 36 && isWord(aaguid), "aaguid must be a UUID");
        require(transports.size() <= MAX_TRANSPORTS, "transports must be at most " + MAX_TRANSPORTS);
        require(transports.stream().allMatch(Credential::isWord), "a transport must be a word such as internal");
        require(isWord(attestationType), "attestation type must be a word such as none");
    }

    /** Whether this can be the name of a transport or a type: 1 to 40 lower-case letters, digits and hyphens. */
    public static boolean isWord(String word) {
        return !word.isEmpty()
                && word.length() <= MAX_WORD
                && word.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }

    /** The same after it was used. */
    Credential usedUpTo(long count) {
        return new Credential(id, publicKey, count, aaguid, traits, transports, attestationType);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Rejected(new Failure.RequestInvalid(message));
        }
    }

    static void requireSignCount(long count) {
        if (count < 0 || count > MAX_SIGN_COUNT) {
            throw new Rejected(new Failure.RequestInvalid("sign count must be between 0 and " + MAX_SIGN_COUNT));
        }
    }
}
