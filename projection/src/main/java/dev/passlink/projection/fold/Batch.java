package dev.passlink.projection.fold;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * The rows that some events concern, and the states they are to show once the events are folded in.
 *
 * @param <K> key of a row
 * @param <S> state that a row shows
 */
public final class Batch<K, S> {

    private final Set<String> covered = new HashSet<>();
    private final Map<K, Row<K, S>> rows = new HashMap<>();
    private final Map<K, @Nullable S> states = new LinkedHashMap<>();

    Batch() {}

    /**
     * Folds an event into one state.
     *
     * @param key  the state's key
     * @param step the reducer with the event; takes and gives {@code null} where there is no state
     */
    public void fold(K key, UnaryOperator<@Nullable S> step) {
        states.put(key, step.apply(states.get(key)));
    }

    /**
     * Folds an event into every known state whose key matches.
     *
     * @param concerned which keys match
     * @param step      the reducer with the event
     */
    public void foldAll(Predicate<K> concerned, UnaryOperator<@Nullable S> step) {
        states.keySet().stream().filter(concerned).toList().forEach(key -> fold(key, step));
    }

    boolean covers(Message<?> message) {
        return covered.contains(message.getIdentifier());
    }

    /** Takes in the rows that these messages concern; what was folded already is newer than what is loaded. */
    void add(List<? extends EventMessage<?>> messages, List<? extends Row<K, S>> loaded) {
        messages.forEach(message -> covered.add(message.getIdentifier()));
        loaded.forEach(row -> {
            if (!states.containsKey(row.key())) {
                rows.put(row.key(), row);
                states.put(row.key(), row.state());
            }
        });
    }

    /** What there is once everything is folded in. */
    Stream<Map.Entry<K, S>> states() {
        return states.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()));
    }

    void write(RowFold.Storage<K, S> storage) {
        states.forEach((key, state) -> {
            Row<K, S> row = rows.get(key);
            if (row == null && state != null) {
                storage.insert(key, state);
            } else if (row != null && state == null) {
                storage.delete(row);
            } else if (row != null && !row.state().equals(state)) {
                row.show(state);
            }
        });
    }
}
