package dev.passlink.domain.user;

import dev.passlink.domain.ResourceOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ended incarnations of a user whose personal data is not yet on record as erased: the last {@value #MOST_REMEMBERED}
 * of them, so that the state of the aggregate stays bounded. Immutable.
 *
 * @param due oldest first
 */
record Erasures(List<Due> due) {

    /** How many are remembered; of one that is forgotten the erasure never gets on record, though it happens. */
    static final int MOST_REMEMBERED = 100;

    static final Erasures NONE = new Erasures(List.of());

    Erasures {
        due = List.copyOf(due);
    }

    /** One incarnation more has ended. */
    Erasures plus(PersonalKeyId key, ResourceOwner owner) {
        List<Due> more = new ArrayList<>(due);
        more.add(new Due(key, owner));
        return new Erasures(more.subList(Math.max(0, more.size() - MOST_REMEMBERED), more.size()));
    }

    /** The erasure of one is on record. */
    Erasures minus(PersonalKeyId key) {
        return new Erasures(due.stream().filter(one -> !one.key().equals(key)).toList());
    }

    /** Who owned the incarnation of this key; empty if its erasure is on record, or it has not ended. */
    Optional<ResourceOwner> ownerOf(PersonalKeyId key) {
        return due.stream().filter(one -> one.key().equals(key)).map(Due::owner).findFirst();
    }

    /**
     * An ended incarnation.
     *
     * @param key   the key of its personal data
     * @param owner the organization that owned it
     */
    record Due(PersonalKeyId key, ResourceOwner owner) {}
}
