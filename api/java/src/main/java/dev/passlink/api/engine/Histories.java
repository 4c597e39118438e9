package dev.passlink.api.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.passlink.projection.fold.History;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The histories of all users in a store, page by page, for whoever replays it: to compare, to rebuild, to see a past. Each
 * page is as the store is when it is read; nothing is held in between, and nothing is changed.
 */
public interface Histories {

    /**
     * Some users' histories, those that come after a user in the store's own order, which does not change.
     *
     * @param userId the last user that was seen; {@code null} to begin
     * @param events about how many events the page should have, at least 1; a user's history is never cut
     * @return none if there are no more users
     */
    List<History> after(@Nullable String userId, int events);

    /** The histories of some users as they are now; without events, if there is no such user in the store. */
    List<History> of(Collection<String> userIds);

    /** Those of some users who have no event in the store. */
    default Set<String> unknownAmong(Collection<String> userIds) {
        return of(userIds).stream()
                .filter(history -> history.events().isEmpty())
                .map(History::userId)
                .collect(toUnmodifiableSet());
    }
}
