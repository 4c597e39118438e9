package dev.passlink.projection.passkey;

import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import java.util.Objects;

/**
 * Whose credential it is, and what a sign-in with it is verified with. It says nothing of the user, who may be deactivated or
 * locked.
 *
 * @param userId     the user
 * @param passkeyId  the passkey, which is ready
 * @param userHandle what the authenticator knows the user by
 * @param rpId       the relying party it is for
 * @param credential the public key, the signature counter and what else the authenticator said
 */
public record RegisteredCredential(
        UserId userId, PasskeyId passkeyId, UserHandle userHandle, String rpId, Credential credential) {

    static RegisteredCredential of(UserId userId, Passkey ready) {
        return new RegisteredCredential(
                userId,
                ready.passkeyId(),
                ready.userHandle(),
                ready.rpId(),
                Objects.requireNonNull(ready.credential()));
    }
}
