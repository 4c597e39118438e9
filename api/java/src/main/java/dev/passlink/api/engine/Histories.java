package dev.passlink.api.engine;

import dev.passlink.projection.fold.History;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all users in a store, page by page, for whoever replays it: to compare, to rebuild, to see a past. Each
 * user's history is as the store is when it is read; nothing is changed.
 */
public interface Histories {

    /**
     * Some users' histories: of those whose first event comes after a position, in the order of these first events, which
     * does not change. Whom a store got to know at about the same time mostly lies together in it.
     *
     * @param position where the last page ended; {@code null} for the first one
     * @param events   about how many events the page should have, at least 1; a user's history is never cut
     * @return without histories if there are no more users
     */
    Page after(@Nullable Long position, int events);

    /**
     * Some users' histories.
     *
     * @param histories each user's
     * @param end       position up to which all users that could be seen by now are on this page or an earlier one; an event
     *     that fills a gap later may bring another
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
