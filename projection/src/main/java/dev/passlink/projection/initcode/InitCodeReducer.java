package dev.passlink.projection.initcode;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
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
 * The fold of one code's events (behaviour P1, P2): the domain's own fold of a code, and the code goes when its user
 * does. Unlike the aggregate, which forgets closed codes, it keeps every code of the user's present life.
 *
 * <p>A removal leaves no trace, so events from before it that are delivered again show the code again, until the removal
 * is delivered again as well.
 */
public final class InitCodeReducer {

    /** The events that change no code, with all their kinds. Mail codes of an old address are revoked by events of their own. */
    public static final Set<Class<? extends UserEvent>> IGNORED = Set.of(
            UserAdded.class,
            UserEmailChanged.class,
            UserDeactivated.class,
            UserReactivated.class,
            UserLocked.class,
            UserUnlocked.class,
            UserPersonalDataErased.class,
            PasskeyEvent.class);

    private InitCodeReducer() {}

    /**
     * A code after one more event of its user.
     *
     * @param code    the code before; {@code null} if there is none
     * @param event   the event; if it is of a code, of this one
     * @param message the event's message, of which the metadata is read
     * @return the code after, {@code null} if there is none; the same if the event is ignored or not newer than the code
     * @throws IllegalArgumentException if the event is neither reduced nor ignored
     */
    public static @Nullable InitCode reduce(@Nullable InitCode code, UserEvent event, DomainEventMessage<?> message) {
        if (!reduces(event) || (code != null && code.details().cover(message))) {
            return code;
        }
        if (event instanceof InitCodeEvent next && code != null) {
            return code.next(next, message);
        }
        return event instanceof PasswordlessInitCodeAdded added ? InitCode.of(added, message) : null;
    }

    /**
     * Whether the event is reduced and not ignored.
     *
     * @throws IllegalArgumentException if the event is neither
     */
    static boolean reduces(UserEvent event) {
        if (event instanceof InitCodeEvent || event instanceof UserRemoved) {
            return true;
        }
        if (IGNORED.stream().anyMatch(kind -> kind.isInstance(event))) {
            return false;
        }
        throw new IllegalArgumentException(
                "neither reduced nor ignored: " + event.getClass().getName());
    }
}
