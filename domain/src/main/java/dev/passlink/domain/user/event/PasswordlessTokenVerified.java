package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * The authenticator's answer was verified: the passkey can be signed in with.
 *
 * @param userId      the user
 * @param passkeyId   the passkey
 * @param personalKey the key of the person's data; {@code null} if the incarnation has none
 * @param name        what the person calls the device
 * @param credential  what sign-ins are verified with
 */
public record PasswordlessTokenVerified(
        UserId userId,
        PasskeyId passkeyId,
        @Nullable PersonalKeyId personalKey,
        PasskeyName name,
        Credential credential)
        implements PasskeyEvent {}
