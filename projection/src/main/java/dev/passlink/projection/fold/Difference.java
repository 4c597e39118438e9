package dev.passlink.projection.fold;

import java.util.List;

/**
 * A row that is not what the events say. It names columns and no values, since those may be personal data or what a code
 * is derived from.
 *
 * @param table   the row's table
 * @param key     what identifies it there beside the generation, the user's id first
 * @param what    what is wrong with it
 * @param columns the columns that differ; none unless the row {@link What#DIFFERS}
 */
public record Difference(String table, List<String> key, What what, List<String> columns) {

    /** What is wrong with a row. */
    public enum What {
        /** There is none, but the events say there is. */
        MISSING,
        /** There is one that the events know nothing of. */
        SURPLUS,
        /** It shows something else. */
        DIFFERS
    }

    /** The user whose row it is. */
    public String userId() {
        return key.get(0);
    }
}
