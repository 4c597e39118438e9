package dev.passlink.projection.passkey;

import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.UserId;

/** What can be asked about passkeys. */
public sealed interface PasskeyQuery {

    /** The most that are answered at once: as many as a user may have. */
    int MAX_LIMIT = 200;

    /**
     * The passkeys that a user can sign in with, the oldest first; answered by a list of at most 200 {@link PasskeyView}.
     *
     * @param userId the user
     */
    record OfUser(UserId userId) implements PasskeyQuery {}

    /**
     * The passkey with a credential; answered by at most one {@link RegisteredCredential}, none if nobody can sign in with it.
     *
     * @param credentialId the id that the authenticator gave the credential
     */
    record OfCredential(CredentialId credentialId) implements PasskeyQuery {}
}
