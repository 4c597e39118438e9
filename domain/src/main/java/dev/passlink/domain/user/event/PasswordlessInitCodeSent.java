package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * A mail server accepted the mail with the code's link.
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeSent(UserId userId, CodeId codeId) implements InitCodeEvent {}
