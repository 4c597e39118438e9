package dev.passlink.domain.user.event;

import dev.passlink.domain.user.PasskeyId;

/** An event in the life of one passkey, or of one that was to be. */
public sealed interface PasskeyEvent extends UserEvent
        permits PasswordlessTokenAdded,
                PasswordlessTokenVerified,
                PasswordlessTokenVerificationFailed,
                PasswordlessTokenRenamed,
                PasswordlessTokenUsed,
                PasswordlessTokenRemoved {

    /** The passkey it happened to. */
    PasskeyId passkeyId();
}
