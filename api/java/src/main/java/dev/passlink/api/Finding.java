package dev.passlink.api;

import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Difference;
import java.util.Set;

/** Something that is not as it should be. It names places, and no values: those may be personal data. */
public sealed interface Finding {

    /** The user whose stream or row it is. */
    String userId();

    /**
     * A row that is not what the events make of it, although its projection has passed them.
     *
     * @param model      the read model
     * @param difference the row, and what is wrong with it
     */
    record Drift(ReadModel model, Difference difference) implements Finding {

        @Override
        public String userId() {
            return difference.userId();
        }
    }

    /**
     * Events that a stream must have and does not have.
     *
     * @param userId the stream
     * @param first  published sequence of the first of them
     * @param last   and of the last
     */
    record Missing(String userId, long first, long last) implements Finding {}

    /**
     * Two events at the same place of a stream.
     *
     * @param userId   the stream
     * @param sequence published sequence of both
     */
    record Doubled(String userId, long sequence) implements Finding {}

    /**
     * An event that is stored before the one it follows in its stream.
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Reordered(String userId, long sequence, long position) implements Finding {}

    /**
     * An event that this version cannot read (behaviour E4).
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Unreadable(String userId, long sequence, long position) implements Finding {}

    /**
     * An event that is about another user than its stream.
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Misplaced(String userId, long sequence, long position) implements Finding {}

    /**
     * An event without what the metadata of every event says (behaviour D5, D6).
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     * @param keys     what is missing
     */
    record Unsigned(String userId, long sequence, long position, Set<String> keys) implements Finding {}

    /**
     * An event that belongs to another organization than the user it happened to (behaviour D5).
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Disowned(String userId, long sequence, long position) implements Finding {}

    /**
     * An event whose personal data nobody can read any more, although its user was not removed.
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Erased(String userId, long sequence, long position) implements Finding {}

    /**
     * An event that is not under a seal, but whose time is from before it.
     *
     * @param userId   the stream
     * @param sequence published sequence of the event
     * @param position where it is stored
     */
    record Backdated(String userId, long sequence, long position) implements Finding {}
}
