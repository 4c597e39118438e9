package dev.passlink.api.serialization;

import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.util.List;

/** The one table of all kinds of events and their stored names (behaviour E1, architecture decision 8). */
public final class EventTypes {

    private static final String CODE = "user.human.passwordless.initialization.code.";
    private static final String TOKEN = "user.human.passwordless.token.";

    private static final List<EventType> ALL = List.of(
            new EventType("user.human.added", "2", UserAdded.class),
            new EventType("user.human.email.changed", "2", UserEmailChanged.class),
            new EventType("user.deactivated", "1", UserDeactivated.class),
            new EventType("user.reactivated", "1", UserReactivated.class),
            new EventType("user.locked", "1", UserLocked.class),
            new EventType("user.unlocked", "1", UserUnlocked.class),
            new EventType("user.removed", "1", UserRemoved.class),
            new EventType("user.personal.data.erased", "1", UserPersonalDataErased.class),
            new EventType(CODE + "added", "1", PasswordlessInitCodeAdded.class),
            new EventType(CODE + "sent", "1", PasswordlessInitCodeSent.class),
            new EventType(CODE + "delivery.failed", "1", PasswordlessInitCodeDeliveryFailed.class),
            new EventType(CODE + "delivery.retried", "1", PasswordlessInitCodeDeliveryRetried.class),
            new EventType(CODE + "delivery.dropped", "1", PasswordlessInitCodeDeliveryDropped.class),
            new EventType(CODE + "check.failed", "1", PasswordlessInitCodeCheckFailed.class),
            new EventType(CODE + "check.succeeded", "1", PasswordlessInitCodeCheckSucceeded.class),
            new EventType(CODE + "ceremony.failed", "1", PasswordlessInitCodeCeremonyFailed.class),
            new EventType(CODE + "revoked", "1", PasswordlessInitCodeRevoked.class),
            new EventType(TOKEN + "added", "1", PasswordlessTokenAdded.class),
            new EventType(TOKEN + "verified", "1", PasswordlessTokenVerified.class),
            new EventType(TOKEN + "verification.failed", "1", PasswordlessTokenVerificationFailed.class),
            new EventType(TOKEN + "renamed", "1", PasswordlessTokenRenamed.class),
            new EventType(TOKEN + "used", "1", PasswordlessTokenUsed.class),
            new EventType(TOKEN + "removed", "1", PasswordlessTokenRemoved.class),
            new EventType("credential.claimed", "1", CredentialClaimed.class));

    private EventTypes() {}

    /** All kinds of events, in life-cycle order. */
    public static List<EventType> all() {
        return ALL;
    }
}
