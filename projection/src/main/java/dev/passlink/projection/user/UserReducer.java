package dev.passlink.projection.user;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasskeyEvent;
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
 * The fold of a user's own events (behaviour P1, P2). A removed user is gone; when it is added again it begins anew and
 * inherits nothing (behaviour D7).
 */
public final class UserReducer {

    /**
     * The events that change no user, with all their kinds: those of codes and passkeys (behaviour D4), and of what is left of a former
     * life.
     */
    public static final Set<Class<? extends UserEvent>> IGNORED =
            Set.of(InitCodeEvent.class, PasskeyEvent.class, UserPersonalDataErased.class);

    private UserReducer() {}

    /**
     * A user after one more event.
     *
     * @param user    the user before; {@code null} if there is none
     * @param event   the event, of this user
     * @param message the event's message, of which the metadata is read
     * @return the user after, {@code null} if there is none; the same if the event is ignored or not newer than the user
     * @throws IllegalArgumentException if the event is neither reduced nor ignored
     */
    public static @Nullable UserView reduce(@Nullable UserView user, UserEvent event, DomainEventMessage<?> message) {
        if (!reduces(event) || (user != null && user.details().cover(message))) {
            return user;
        }
        if (event instanceof UserAdded added) {
            return new UserView(added.userId(), added.person(), UserState.ACTIVE, ObjectDetails.next(null, message));
        }
        return user == null ? null : next(user, event, ObjectDetails.next(user.details(), message));
    }

    /** Whether the event is reduced and not ignored. */
    static boolean reduces(UserEvent event) {
        return IGNORED.stream().noneMatch(kind -> kind.isInstance(event));
    }

    private static @Nullable UserView next(UserView user, UserEvent event, ObjectDetails next) {
        if (event instanceof UserEmailChanged changed) {
            return user.with(user.person().with(changed.email()), next);
        }
        if (event instanceof UserDeactivated) {
            return user.with(user.state().deactivated(), next);
        }
        if (event instanceof UserReactivated) {
            return user.with(user.state().reactivated(), next);
        }
        if (event instanceof UserLocked) {
            return user.with(user.state().locked(), next);
        }
        if (event instanceof UserUnlocked) {
            return user.with(user.state().unlocked(), next);
        }
        if (event instanceof UserRemoved) {
            return null;
        }
        throw new IllegalArgumentException(
                "neither reduced nor ignored: " + event.getClass().getName());
    }
}
