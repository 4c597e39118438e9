package dev.passlink.domain.user.event;

import dev.passlink.domain.user.CodeId;

/** An event in the life of one passwordless init code. */
public sealed interface InitCodeEvent extends UserEvent
        permits PasswordlessInitCodeAdded,
                PasswordlessInitCodeSent,
                PasswordlessInitCodeDeliveryFailed,
                PasswordlessInitCodeDeliveryRetried,
                PasswordlessInitCodeDeliveryDropped,
                PasswordlessInitCodeCheckFailed,
                PasswordlessInitCodeCheckSucceeded,
                PasswordlessInitCodeCeremonyFailed,
                PasswordlessInitCodeRevoked {

    /** The code it happened to. */
    CodeId codeId();
}
