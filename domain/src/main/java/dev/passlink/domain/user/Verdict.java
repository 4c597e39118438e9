package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import java.util.List;

/**
 * What the aggregate says to whoever presents a code or registers a passkey. A refusal is returned and not thrown, because
 * throwing would undo what was just stored about it (behaviour C8, C9).
 */
public sealed interface Verdict {

    /**
     * The right code, looked at: nothing has changed.
     *
     * @param code   the code, which is good
     * @param person whom it is for
     */
    record Seen(InitCode code, Person person) implements Verdict {}

    /**
     * A ceremony was begun.
     *
     * @param ceremony what is asked of the authenticator
     * @param person   whom the passkey will be for
     * @param existing the credentials the user has already, one of which shall not be registered again
     */
    record Started(Ceremony ceremony, Person person, List<Credential> existing) implements Verdict {
        public Started {
            existing = List.copyOf(existing);
        }
    }

    /**
     * The passkey was verified and is registered.
     *
     * @param passkey the passkey
     */
    record Registered(Passkey passkey) implements Verdict {}

    /**
     * Refused.
     *
     * @param failure why, as far as whoever asked may know (behaviour C12)
     */
    record Refused(Failure failure) implements Verdict {}
}
