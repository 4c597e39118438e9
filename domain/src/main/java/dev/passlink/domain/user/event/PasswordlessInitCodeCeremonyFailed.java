package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * A ceremony that was begun with the code failed: it counts (behaviour C9).
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeCeremonyFailed(UserId userId, CodeId codeId) implements InitCodeEvent {}
