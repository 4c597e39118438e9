package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserId;

/**
 * Somebody signed in with a passkey.
 *
 * @param userId    the user
 * @param passkeyId the passkey
 * @param signCount the authenticator's signature counter then
 */
public record PasswordlessTokenUsed(UserId userId, PasskeyId passkeyId, long signCount) implements PasskeyEvent {}
