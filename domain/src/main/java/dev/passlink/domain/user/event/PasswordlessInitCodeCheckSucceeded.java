package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * The right code was redeemed: it is used now.
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeCheckSucceeded(UserId userId, CodeId codeId) implements InitCodeEvent {}
