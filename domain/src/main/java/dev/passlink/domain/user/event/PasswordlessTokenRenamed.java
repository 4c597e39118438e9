package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A passkey was given another name.
 *
 * @param userId      the user
 * @param passkeyId   the passkey
 * @param personalKey the key of the person's data; {@code null} if the incarnation has none
 * @param name        what the person calls the device now
 */
public record PasswordlessTokenRenamed(
        UserId userId, PasskeyId passkeyId, @Nullable PersonalKeyId personalKey, PasskeyName name)
        implements PasskeyEvent {}
