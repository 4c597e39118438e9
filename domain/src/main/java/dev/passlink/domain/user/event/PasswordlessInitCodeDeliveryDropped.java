package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * The mail with the code's link, which was given up, will never be delivered, and nobody needs to look at it again.
 *
 * @param userId the user
 * @param codeId the code
 */
public record PasswordlessInitCodeDeliveryDropped(UserId userId, CodeId codeId) implements InitCodeEvent {}
