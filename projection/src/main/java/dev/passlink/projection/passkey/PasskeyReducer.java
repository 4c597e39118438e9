package dev.passlink.projection.passkey;

import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * The fold of one passkey's events (behaviour P1, P2): the domain's own fold of a passkey, and the passkey goes when its
 * user does. Unlike the aggregate, which knows those that can be signed in with, it keeps every passkey of the user's present
 * life, from the start of its registration on.
 *
 * <p>A removal of the user leaves no trace, so events from before it that are delivered again show the passkey again, until
 * the removal is delivered again as well.
 */
public final class PasskeyReducer {

    /** The events that change no passkey, with all their kinds. */
    public static final Set<Class<? extends UserEvent>> IGNORED = Set.of(
            UserAdded.class,
            UserEmailChanged.class,
            UserDeactivated.class,
            UserReactivated.class,
            UserLocked.class,
            UserUnlocked.class,
            UserPersonalDataErased.class,
            InitCodeEvent.class);

    private PasskeyReducer() {}

    /**
     * A passkey after one more event of its user.
     *
     * @param passkey the passkey before; {@code null} if there is none
     * @param event   the event; if it is of a passkey, of this one
     * @param message the event's message, of which the metadata is read
     * @return the passkey after, {@code null} if there is none; the same if the event is ignored or not newer than the passkey
     * @throws IllegalArgumentException if the event is neither reduced nor ignored
     */
    public static @Nullable Passkey reduce(@Nullable Passkey passkey, UserEvent event, DomainEventMessage<?> message) {
        if (!reduces(event) || (passkey != null && passkey.details().cover(message))) {
            return passkey;
        }
        if (event instanceof PasskeyEvent next && passkey != null) {
            return passkey.next(next, message);
        }
        return event instanceof PasswordlessTokenAdded added ? Passkey.of(added, message) : null;
    }

    /**
     * Whether the event is reduced and not ignored.
     *
     * @throws IllegalArgumentException if the event is neither
     */
    static boolean reduces(UserEvent event) {
        if (event instanceof PasskeyEvent || event instanceof UserRemoved) {
            return true;
        }
        if (IGNORED.stream().anyMatch(kind -> kind.isInstance(event))) {
            return false;
        }
        throw new IllegalArgumentException(
                "neither reduced nor ignored: " + event.getClass().getName());
    }
}
