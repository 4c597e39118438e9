package dev.passlink.domain.user.event;

import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The registration of a passkey was begun: an authenticator is asked to answer to a challenge.
 *
 * @param userId     the user
 * @param passkeyId  the passkey to be
 * @param challenge  what has to be answered to
 * @param lifetime   how long after this event's timestamp an answer is taken
 * @param rpId       the relying party
 * @param userHandle what the authenticator is to know the user by; the same for all passkeys of an incarnation
 * @param codeId     the code it was begun with; {@code null} if the person was signed in
 */
public record PasswordlessTokenAdded(
        UserId userId,
        PasskeyId passkeyId,
        Challenge challenge,
        Duration lifetime,
        String rpId,
        UserHandle userHandle,
        @Nullable CodeId codeId)
        implements PasskeyEvent {}
