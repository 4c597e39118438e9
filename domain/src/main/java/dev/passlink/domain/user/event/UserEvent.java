package dev.passlink.domain.user.event;

import dev.passlink.domain.user.UserId;

/** An event in the life of a user; {@code permits} is the table of contents. */
public sealed interface UserEvent
        permits UserAdded,
                UserEmailChanged,
                UserDeactivated,
                UserReactivated,
                UserLocked,
                UserUnlocked,
                UserRemoved,
                UserPersonalDataErased,
                InitCodeEvent,
                PasskeyEvent {

    /** The user it happened to; the id of the stream. */
    UserId userId();
}
