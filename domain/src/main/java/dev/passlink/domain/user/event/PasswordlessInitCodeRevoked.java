package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * The code was taken back.
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeRevoked(UserId userId, CodeId codeId) implements InitCodeEvent {}
