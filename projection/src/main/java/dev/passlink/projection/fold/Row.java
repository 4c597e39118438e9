package dev.passlink.projection.fold;

/**
 * A stored row that shows one state of a read model, completely: folding can go on from it.
 *
 * @param <K> the row's key, the generation included
 * @param <S> the state it shows
 */
public interface Row<K, S> {

    /** What identifies the row. */
    K key();

    /** The state it shows. */
    S state();

    /** Shows another state from now on. */
    void show(S state);
}
