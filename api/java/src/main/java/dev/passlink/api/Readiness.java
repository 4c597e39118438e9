package dev.passlink.api;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether requests can be served, and if not, what is missing.
 *
 * @param missing {@code commands} once it is closing; {@code database} while it does not answer; {@code axon-server} while
 *     that does not answer, does not bring commands here yet, or ends before what event processors have passed; and the
 *     names of event processors that do not run here, have a segment that no living node keeps, or are held up by an error;
 *     in alphabetical order
 */
public record Readiness(Set<String> missing) {

    public Readiness {
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
    }

    /** Whether nothing is missing. */
    public boolean isReady() {
        return missing.isEmpty();
    }
}
