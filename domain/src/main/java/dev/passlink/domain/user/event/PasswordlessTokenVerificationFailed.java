package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserId;

/**
 * The authenticator's answer did not fit: there is no passkey, and the challenge is used up.
 *
 * @param userId    the user
 * @param passkeyId the passkey that was to be
 * @param reason    what did not fit, such as {@code CHALLENGE}
 */
public record PasswordlessTokenVerificationFailed(UserId userId, PasskeyId passkeyId, String reason)
        implements PasskeyEvent {}
