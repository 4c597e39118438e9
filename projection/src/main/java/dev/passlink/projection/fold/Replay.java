package dev.passlink.projection.fold;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.event.UserEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * A read model as whole histories make it, by the same steps as the live one (behaviour P1): compared with the rows that
 * are there, or written as rows of another generation. All rows of a read model belong to a user, so histories can be
 * taken one by one, in any order.
 *
 * <p>It works on the columns as they are and not by the mapping, which could not read every row that somebody has edited.
 */
public final class Replay {

    private static final int ROWS_AT_ONCE = 1_000;
    private static final int H2_SNAPSHOT = 6; // which JDBC has no name for
    private static final int ROWS_A_DELETION = 20_000;

    private final int generation;
    private final Columns columns;
    private final Function<History, Stream<?>> rows;

    /**
     * The replay of one generation of a read model.
     *
     * @param generation the generation
     * @param entity     what a row is mapped by
     * @param rows       makes those of a history
     */
    public Replay(int generation, Class<?> entity, Function<History, Stream<?>> rows) {
        this.generation = generation;
        this.columns = Columns.of(entity);
        this.rows = rows;
    }

    /**
     * What one event does to the states of a read model.
     *
     * @param <K> key of a row
     * @param <S> state that a row shows
     */
    @FunctionalInterface
    public interface Step<K, S> {

        /** Folds the event into what it concerns. */
        void fold(Batch<K, S> batch, UserEvent event, DomainEventMessage<?> message);
    }

    /**
     * The rows of a history, folded by the step of the live projection. What that could not fold either, as the event says
     * neither whom nor whose it is, is passed over.
     *
     * @param step the step
     * @param row  makes a row of a state
     */
    public static <K, S> Function<History, Stream<?>> folded(Step<K, S> step, BiFunction<K, S, Row<K, S>> row) {
        return history -> {
            Batch<K, S> batch = new Batch<>();
            for (DomainEventMessage<?> message : history.events()) {
                if (message.getPayload() instanceof UserEvent event
                        && event.userId().value().equals(history.userId())
                        && message.getMetaData().containsKey(ObjectDetails.RESOURCE_OWNER)) {
                    step.fold(batch, event, message);
                }
            }
            return batch.states().map(state -> row.apply(state.getKey(), state.getValue()));
        };
    }

    /**
     * Adds all rows that are there to a balance. It is one query without any condition, since any order by which rows could
     * be read in pages, and any index, would fetch each from somewhere else.
     */
    public void addRows(Connection database, Balance balance) throws SQLException {
        boolean isH2 = database.getMetaData().getDatabaseProductName().equals("H2");
        try (Balance.Side side = balance.there(columns);
                Statement rows = database.createStatement()) {
            rows.setFetchSize(ROWS_AT_ONCE);
            if (isH2) {
                addLazily(database, rows, side);
            } else {
                add(rows, side);
            }
        }
    }

    /** Or H2 would keep all rows before it shows the first. It keeps what it has not shown yet in a snapshot only. */
    private void addLazily(Connection database, Statement rows, Balance.Side side) throws SQLException {
        int isolation = database.getTransactionIsolation();
        database.setTransactionIsolation(H2_SNAPSHOT);
        rows.execute("set lazy_query_execution true");
        try {
            add(rows, side);
        } finally {
            rows.execute("set lazy_query_execution false");
            database.setTransactionIsolation(isolation);
        }
    }

    private void add(Statement rows, Balance.Side side) throws SQLException {
        try (ResultSet found =
                rows.executeQuery("select " + String.join(", ", columns.names()) + " from " + columns.table())) {
            while (found.next()) {
                if (found.getInt(1) == generation) {
                    side.put(columns.of(found));
                }
            }
        }
    }

    /**
     * Subtracts the rows that histories lead to from a balance: one user after the other in all read models, while the
     * events are still at hand.
     */
    public static void subtractRows(List<Replay> replays, Stream<History> histories, Balance balance) {
        List<Balance.Side> sides =
                replays.stream().map(replay -> balance.due(replay.columns)).toList();
        histories.forEach(history -> {
            for (int i = 0; i < sides.size(); i++) {
                replays.get(i).rows(history).forEach(sides.get(i)::put);
            }
        });
        sides.forEach(Balance.Side::close);
    }

    /**
     * The rows of some users that are not as their histories say.
     *
     * @param histories of each user once; one without events says that there is no row
     */
    public List<Difference> differences(Connection database, Collection<History> histories) throws SQLException {
        Map<List<Object>, @Nullable Object[]> expected = new HashMap<>();
        histories.stream().flatMap(this::rows).forEach(values -> expected.put(key(values), values));
        List<Difference> differences = new ArrayList<>();
        try (PreparedStatement rows = database.prepareStatement("select " + qualified() + " from "
                + "unnest(cast(? as varchar array)) as concerned (user_id) join " + columns.table()
                + " found on found.generation = ? and found.user_id = concerned.user_id")) {
            rows.setArray(1, array(database, histories.stream().map(History::userId)));
            rows.setInt(2, generation);
            rows.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet found = rows.executeQuery()) {
                while (found.next()) {
                    compare(columns.of(found), expected, differences);
                }
            }
        }
        expected.keySet().forEach(key -> differences.add(difference(key, Difference.What.MISSING, List.of())));
        return differences;
    }

    private void compare(
            @Nullable Object[] found, Map<List<Object>, @Nullable Object[]> expected, List<Difference> differences) {
        List<Object> key = key(found);
        @Nullable Object[] wanted = expected.remove(key);
        if (wanted == null) {
            differences.add(difference(key, Difference.What.SURPLUS, List.of()));
        } else if (!Arrays.equals(wanted, 1, wanted.length, found, 1, found.length)) { // all but the generation
            List<String> differing = new ArrayList<>();
            for (int i = 1; i < found.length; i++) {
                if (!Objects.equals(wanted[i], found[i])) {
                    differing.add(columns.names().get(i));
                }
            }
            differences.add(difference(key, Difference.What.DIFFERS, differing));
        }
    }

    private Difference difference(List<Object> key, Difference.What what, List<String> differing) {
        return new Difference(
                columns.table(), key.stream().map(String::valueOf).toList(), what, List.copyOf(differing));
    }

    /**
     * Writes the rows of some users, of whom there are none yet.
     *
     * @return how many rows were written
     */
    public int write(Connection database, Collection<History> histories) throws SQLException {
        int written = 0;
        try (PreparedStatement insert = database.prepareStatement(
                "insert into " + columns.table() + " (" + String.join(", ", columns.names()) + ") values ("
                        + String.join(", ", Collections.nCopies(columns.names().size(), "?")) + ")")) {
            for (History history : histories) {
                for (@Nullable Object[] values : rows(history).toList()) {
                    Columns.set(insert, values);
                    insert.addBatch();
                    written++;
                }
            }
            if (written > 0) {
                insert.executeBatch();
            }
        }
        return written;
    }

    /**
     * Deletes the rows of some users: of those that come first in the table, since it lies in the order in which it was
     * written, and so do most of a user's rows.
     *
     * @return how many there were; 0 if there is none left
     */
    public int deleteSome(Connection database) throws SQLException {
        Set<String> users = new LinkedHashSet<>();
        try (PreparedStatement query = database.prepareStatement(
                "select user_id from " + columns.table() + " where generation + 0 = ? limit " + ROWS_A_DELETION)) {
            query.setInt(1, generation); // of a sum, so that the index, which is in another order, is of no use
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    users.add(found.getString(1));
                }
            }
        }
        try (PreparedStatement delete =
                database.prepareStatement("delete from " + columns.table() + " where generation = ? and user_id = ?")) {
            for (String userId : users) {
                delete.setInt(1, generation);
                delete.setString(2, userId);
                delete.addBatch();
            }
            return users.isEmpty() ? 0 : Arrays.stream(delete.executeBatch()).sum();
        }
    }

    private Stream<@Nullable Object[]> rows(History history) {
        return rows.apply(history).map(columns::of);
    }

    private List<Object> key(@Nullable Object[] values) {
        List<Object> key = new ArrayList<>();
        for (int i = 1; i < columns.keys(); i++) {
            key.add(Objects.requireNonNull(values[i]));
        }
        return key;
    }

    private String qualified() {
        return "found." + String.join(", found.", columns.names());
    }

    private static Array array(Connection database, Stream<String> values) throws SQLException {
        return database.createArrayOf("varchar", values.toArray());
    }
}
