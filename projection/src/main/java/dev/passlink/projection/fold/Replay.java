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
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * Puts all rows that are there into a balance. It is one query, since any order by which rows could be read in pages
     * would fetch each from somewhere else.
     */
    public void found(Connection database, Balance balance) throws SQLException {
        try (Balance.Side side = balance.found(columns);
                Statement session = database.createStatement();
                Statement rows = database.createStatement()) {
            boolean isH2 = database.getMetaData().getDatabaseProductName().equals("H2");
            if (isH2) {
                session.execute("set lazy_query_execution true"); // or it would keep all rows before it shows the first
            }
            rows.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet found =
                    rows.executeQuery("select " + String.join(", ", columns.names()) + " from " + columns.table())) {
                while (found.next()) {
                    if (found.getInt(1) == generation) {
                        side.put(columns.of(found));
                    }
                }
            } finally {
                if (isH2) {
                    session.execute("set lazy_query_execution false");
                }
            }
        }
    }

    /** Puts the rows that histories lead to into a balance. */
    public void expected(Collection<History> histories, Balance balance) {
        try (Balance.Side side = balance.expected(columns)) {
            histories.stream().flatMap(this::rows).forEach(side::put);
        }
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

    /** Users that have rows, in the database's order, at most so many, after one of them. */
    public List<String> usersAfter(Connection database, @Nullable String userId, int limit) throws SQLException {
        try (PreparedStatement query = database.prepareStatement("select distinct user_id from " + columns.table()
                + " where generation = ?" + (userId == null ? "" : " and user_id > ?") + " order by user_id limit "
                + limit)) {
            query.setInt(1, generation);
            if (userId != null) {
                query.setString(2, userId);
            }
            List<String> users = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    users.add(found.getString(1));
                }
            }
            return users;
        }
    }

    /**
     * Deletes the rows of all users up to and including one, in the database's order.
     *
     * @return how many there were
     */
    public int deleteUpTo(Connection database, String userId) throws SQLException {
        try (PreparedStatement delete = database.prepareStatement(
                "delete from " + columns.table() + " where generation = ? and user_id <= ?")) {
            delete.setInt(1, generation);
            delete.setString(2, userId);
            return delete.executeUpdate();
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
