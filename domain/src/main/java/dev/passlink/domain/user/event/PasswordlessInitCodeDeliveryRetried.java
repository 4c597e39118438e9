package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * The mail with the code's link, which was given up, is to be delivered after all.
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeDeliveryRetried(UserId userId, CodeId codeId) implements InitCodeEvent {}
