package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;

/**
 * The mail with the code's link was given up.
 *
 * @param userId the user
 * @param codeId the code
 * @param reason why, such as {@code EXPIRED} or {@code SMTP 550 5.1.1}; never contains an address
 */
public record PasswordlessInitCodeDeliveryFailed(UserId userId, CodeId codeId, String reason)
        implements InitCodeEvent {}
