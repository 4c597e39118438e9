package dev.passlink.api.mail;

import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserEvent;
import java.util.Optional;
import org.axonframework.messaging.MetaData;

/** What a person is told of by a security notice. */
enum Occasion {
    /** Somebody else asked for a registration link for the account. */
    LINK_ASKED("linkAsked"),
    /** A passkey was registered. */
    PASSKEY_REGISTERED("passkeyRegistered"),
    /** A passkey was removed. */
    PASSKEY_REMOVED("passkeyRemoved");

    private final String texts;

    Occasion(String texts) {
        this.texts = texts;
    }

    /** How its texts are called in the files of words, such as {@code linkAsked}. */
    String texts() {
        return texts;
    }

    /**
     * The occasion that an event is, if it is one. A link that the person asked for is none; a passkey is one whoever
     * registered or removed it, since who can do that in somebody's name is what a notice is for.
     *
     * @param metaData the event's
     */
    static Optional<Occasion> of(UserEvent event, MetaData metaData) {
        if (event instanceof PasswordlessInitCodeAdded) {
            return isByOther(event.userId(), metaData) ? Optional.of(LINK_ASKED) : Optional.empty();
        }
        if (event instanceof PasswordlessTokenVerified) {
            return Optional.of(PASSKEY_REGISTERED);
        }
        return event instanceof PasswordlessTokenRemoved ? Optional.of(PASSKEY_REMOVED) : Optional.empty();
    }

    private static boolean isByOther(UserId userId, MetaData metaData) {
        return Actor.of(userId, metaData) == Actor.ADMINISTRATOR;
    }
}
