package dev.passlink.projection.passkey;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A passkey as it is listed: without its public key, see {@link RegisteredCredential} for that.
 *
 * @param userId       the user
 * @param passkeyId    the passkey's id
 * @param state        its state
 * @param name         what the person calls its device; {@code null} unless the passkey is ready
 * @param credentialId the id that the authenticator gave it; {@code null} unless the passkey is ready
 * @param aaguid       the authenticator's model as a UUID, all zeros if it does not tell; {@code null} unless the passkey is
 *     ready
 * @param traits       what the authenticator said of it, such as whether it is backed up; none unless the passkey is ready
 * @param transports   how the authenticator can be reached, such as {@code internal}; none unless the passkey is ready
 * @param lastUsedAt   when it was last signed in with, in milliseconds; {@code null} if it was not
 * @param details      its object details
 */
public record PasskeyView(
        UserId userId,
        PasskeyId passkeyId,
        PasskeyState state,
        @Nullable PasskeyName name,
        @Nullable CredentialId credentialId,
        @Nullable String aaguid,
        Set<Trait> traits,
        Set<String> transports,
        @Nullable Instant lastUsedAt,
        ObjectDetails details) {

    /** A copy that nobody can change. */
    public PasskeyView {
        traits = Set.copyOf(traits);
        transports = Set.copyOf(transports);
    }

    /** What is listed of a user's passkey. */
    public static PasskeyView of(UserId userId, Passkey passkey) {
        Credential credential = passkey.credential();
        return new PasskeyView(
                userId,
                passkey.passkeyId(),
                passkey.state(),
                passkey.name(),
                credential == null ? null : credential.id(),
                credential == null ? null : credential.aaguid(),
                credential == null ? Set.of() : credential.traits(),
                credential == null ? Set.of() : credential.transports(),
                passkey.lastUsedAt(),
                passkey.details());
    }
}
