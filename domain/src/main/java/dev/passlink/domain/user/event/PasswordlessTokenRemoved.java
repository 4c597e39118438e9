package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserId;

/**
 * A passkey was taken away: nobody can sign in with it any more.
 *
 * @param userId    the user
 * @param passkeyId the passkey
 */
public record PasswordlessTokenRemoved(UserId userId, PasskeyId passkeyId) implements PasskeyEvent {}
