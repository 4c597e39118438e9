package dev.passlink.server.wire;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Lets each caller in only so many times at once: commands about one user wait for each other, so that one caller alone
 * could fill the queue that all wait in.
 */
final class Turnstile {

    /** Requests of one caller at once: a fraction of what the queue of commands holds. */
    static final int PLACES = 64;

    private final ConcurrentMap<Person, Integer> inside = new ConcurrentHashMap<>();

    private record Person(UserId userId, ResourceOwner organization) {}

    /**
     * Lets somebody in.
     *
     * @return to be run once when they leave
     * @throws Rejected {@link Failure.Overloaded} if they take all their places already
     */
    Runnable enter(Caller caller) {
        Person person = new Person(caller.userId(), caller.organization());
        if (inside.merge(person, 1, Integer::sum) > PLACES) {
            leave(person);
            throw new Rejected(new Failure.Overloaded());
        }
        return () -> leave(person);
    }

    private void leave(Person person) {
        inside.computeIfPresent(person, (who, times) -> times == 1 ? null : times - 1);
    }
}
