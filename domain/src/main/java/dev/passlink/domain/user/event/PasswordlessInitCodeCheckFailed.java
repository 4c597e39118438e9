package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * A wrong code was presented: a fact, and it counts (behaviour C8).
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeCheckFailed(UserId userId, CodeId codeId) implements InitCodeEvent {}
