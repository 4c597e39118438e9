package dev.passlink.api.engine;

import dev.passlink.projection.fold.History;
import java.util.Collection;
import java.util.List;

/**
 * The histories of all users in a store, page by page, for whoever replays it: to compare, to rebuild, to see a past. Each
 * page is as the store is when it is read; nothing is held in between, and nothing is changed.
 */
public interface Histories {

    /** Before the first position of any store. */
    long BEGINNING = Long.MIN_VALUE;

    /**
     * Some users' histories: of those whose first event comes after a position, in the order of these first events, which
     * does not change. Whom a store got to know at about the same time mostly lies together in it.
     *
     * @param position where the last page ended; {@link #BEGINNING} for the first one
     * @param events   about how many events the page should have, at least 1; a user's history is never cut
     * @return without histories if there are no more users
     */
    Page after(long position, int events);

    /**
     * Some users' histories.
     *
     * @param histories each user's
     * @param end       position up to which there are no other users
     */
    record Page(List<History> histories, long end) {

        /** A copy that nobody can change. */
        public Page {
            histories = List.copyOf(histories);
        }
    }

    /** The histories of some users as they are now; without events, if there is no such user in the store. */
    List<History> of(Collection<String> userIds);
}
