package dev.passlink.domain.user;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * A passkey: a fold over its events, the same for the aggregate that decides and the read model that shows. Its first event
 * is the start of its registration.
 *
 * @param passkeyId  its id, unique within the user
 * @param rpId       the relying party it is for
 * @param userHandle what the authenticator knows the user by
 * @param codeId     the code it was registered with; {@code null} if the person was signed in
 * @param state      its state
 * @param credential its credential; {@code null} until it is verified, and once it is removed
 * @param name       what the person calls its device; {@code null} until it is verified, and once it is removed
 * @param lastUsedAt when it was last signed in with; {@code null} if it was not
 * @param details    its object details
 */
public record Passkey(
        PasskeyId passkeyId,
        String rpId,
        UserHandle userHandle,
        @Nullable CodeId codeId,
        PasskeyState state,
        @Nullable Credential credential,
        @Nullable PasskeyName name,
        @Nullable Instant lastUsedAt,
        ObjectDetails details) {

    /** A passkey whose registration begins, as its first event says. */
    public static Passkey of(PasswordlessTokenAdded event, DomainEventMessage<?> message) {
        return new Passkey(
                event.passkeyId(),
                event.rpId(),
                event.userHandle(),
                event.codeId(),
                PasskeyState.NOT_READY,
                null,
                null,
                null,
                ObjectDetails.next(null, message));
    }

    /** The passkey after one more of its events; those after its removal change nothing but the details. */
    public Passkey next(PasskeyEvent event, DomainEventMessage<?> message) {
        ObjectDetails next = ObjectDetails.next(details, message);
        if (state == PasskeyState.REMOVED
                || event instanceof PasswordlessTokenAdded
                || event instanceof PasswordlessTokenVerificationFailed) {
            return with(state, credential, name, lastUsedAt, next);
        }
        if (event instanceof PasswordlessTokenVerified verified) {
            return with(PasskeyState.READY, verified.credential(), verified.name(), lastUsedAt, next);
        }
        if (event instanceof PasswordlessTokenRenamed renamed) {
            return with(state, credential, renamed.name(), lastUsedAt, next);
        }
        if (event instanceof PasswordlessTokenUsed used) {
            Credential counted = credential == null ? null : credential.usedUpTo(used.signCount());
            return with(state, counted, name, next.changeDate(), next);
        }
        if (event instanceof PasswordlessTokenRemoved) {
            return with(PasskeyState.REMOVED, null, null, lastUsedAt, next);
        }
        throw new IllegalArgumentException("not reduced: " + event.getClass().getName());
    }

    private Passkey with(
            PasskeyState nextState,
            @Nullable Credential nextCredential,
            @Nullable PasskeyName nextName,
            @Nullable Instant nextLastUsedAt,
            ObjectDetails next) {
        return new Passkey(
                passkeyId, rpId, userHandle, codeId, nextState, nextCredential, nextName, nextLastUsedAt, next);
    }
}
