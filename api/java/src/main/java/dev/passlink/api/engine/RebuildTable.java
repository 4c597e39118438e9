package dev.passlink.api.engine;

import dev.passlink.api.engine.Rebuild.Phase;
import dev.passlink.projection.ReadModel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one row about the rebuild that is under way or was left unfinished. Whoever works on it has claimed it and renews the
 * claim once a second; what is written under a claim that has been lost is rolled back. Time is the database's.
 */
final class RebuildTable {

    /** A claim that was not renewed for so long is anybody's: its holder was killed, or is cut off. */
    static final int CLAIM_HOLDS_SECONDS = 6;

    static final long RENEW_MILLIS = 1_000;

    private static final String IS_HELD =
            "claim is not null and renewed_at >= current_timestamp - interval '" + CLAIM_HOLDS_SECONDS + "' second";

    private final Database database;

    RebuildTable(Database database) {
        this.database = database;
    }

    /**
     * How much of a store was read.
     *
     * @param position where the last page ended whose rows are written, {@code null} before the first one
     */
    record Cursor(@Nullable Long position, long users, long events, long eventsInAll, long eventsPerSecond) {

        static Cursor atTheBeginning(long eventsInAll) {
            return new Cursor(null, 0, 0, eventsInAll, 0);
        }
    }

    /**
     * The row.
     *
     * @param generations the new generation of each read model
     * @param holder      who works on it, {@code null} if nobody does
     * @param isHeld      whether whoever works on it was heard of lately
     * @param renewedAt   when that was
     */
    record Row(
            Map<ReadModel, Integer> generations,
            Phase phase,
            Instant beganAt,
            Cursor cursor,
            @Nullable String holder,
            boolean isHeld,
            Instant renewedAt) {

        Rebuild.Progress progress() {
            return new Rebuild.Progress(
                    generations.keySet(),
                    phase,
                    cursor.users(),
                    cursor.events(),
                    cursor.eventsInAll(),
                    phase == Phase.FILLING && isHeld ? cursor.eventsPerSecond() : 0,
                    0);
        }

        /** The read models by name, as on the command line. */
        String names() {
            return generations.keySet().stream().map(ReadModel::id).collect(Collectors.joining(" "));
        }
    }

    /** Somebody else works on the rebuild, or it is gone. */
    static final class ClaimLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClaimLost() {
            super("another process has taken the rebuild over, or dropped it");
        }
    }

    Optional<Row> read() {
        return database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                            "select generations, phase, began_at, last_position, users_done, events_done, events_in_all,"
                                    + " events_per_second, holder, case when " + IS_HELD
                                    + " then 1 else 0 end, renewed_at from passlink_rebuild");
                    ResultSet found = query.executeQuery()) {
                return found.next() ? Optional.of(row(found)) : Optional.empty();
            }
        });
    }

    private static Row row(ResultSet found) throws SQLException {
        return new Row(
                generations(found.getString(1)),
                Phase.valueOf(found.getString(2)),
                found.getObject(3, OffsetDateTime.class).toInstant(),
                new Cursor(
                        found.getObject(4, Long.class),
                        found.getLong(5),
                        found.getLong(6),
                        found.getLong(7),
                        found.getLong(8)),
                found.getString(9),
                found.getInt(10) == 1,
                found.getObject(11, OffsetDateTime.class).toInstant());
    }

    private static Map<ReadModel, Integer> generations(String stored) {
        Map<ReadModel, Integer> generations = new EnumMap<>(ReadModel.class);
        for (String name : stored.split(" ")) {
            int at = name.lastIndexOf('@');
            ReadModel model = ReadModel.named(name.substring(0, at))
                    .orElseThrow(() -> new IllegalStateException(
                            "an unfinished rebuild is of " + name + ", which this version does not know"));
            generations.put(model, Integer.valueOf(name.substring(at + 1)));
        }
        return Collections.unmodifiableMap(generations);
    }

    /** Begins one, under this claim; false if there is one already. Part of the transaction under way, if there is one. */
    boolean begin(Map<ReadModel, Integer> generations, long eventsInAll, String claim, String holder) {
        String stored = generations.entrySet().stream()
                .map(entry -> entry.getKey().processor(entry.getValue()))
                .collect(Collectors.joining(" "));
        return update(
                "insert into passlink_rebuild (id, generations, phase, began_at, users_done, events_done,"
                        + " events_in_all, events_per_second, claim, holder, renewed_at)"
                        + " select 1, ?, ?, current_timestamp, 0, 0, ?, 0, ?, ?, current_timestamp"
                        + " where not exists (select 1 from passlink_rebuild)",
                stored,
                Phase.FILLING.name(),
                eventsInAll,
                claim,
                holder);
    }

    /** Claims the row, if there is one that nobody holds. */
    boolean claim(String claim, String holder) {
        return update(
                "update passlink_rebuild set claim = ?, holder = ?, renewed_at = current_timestamp where not ("
                        + IS_HELD + ")",
                claim,
                holder);
    }

    /** @throws ClaimLost if somebody else has it */
    void renew(String claim) {
        require(update("update passlink_rebuild set renewed_at = current_timestamp where claim = ?", claim));
    }

    /**
     * Notes how far the rows of the transaction under way go; to be called first, since it waits for whoever is about to
     * take the claim over.
     *
     * @throws ClaimLost if somebody else has it
     */
    void advance(String claim, Cursor cursor) {
        require(update(
                "update passlink_rebuild set last_position = ?, users_done = ?, events_done = ?, events_in_all = ?,"
                        + " events_per_second = ?, renewed_at = current_timestamp where claim = ?",
                cursor.position(),
                cursor.users(),
                cursor.events(),
                cursor.eventsInAll(),
                cursor.eventsPerSecond(),
                claim));
    }

    /** @throws ClaimLost if somebody else has it */
    void enter(String claim, Phase phase) {
        require(update(
                "update passlink_rebuild set phase = ?, renewed_at = current_timestamp where claim = ?",
                phase.name(),
                claim));
    }

    /** Has queries see the new generations, and what is left of the old ones go; all at once. */
    void switchOver(String claim, Map<ReadModel, Integer> generations) {
        database.transactions().executeInTransaction(() -> {
            enter(claim, Phase.CLEANING);
            generations.forEach((model, generation) -> {
                if (!update(
                        "update passlink_projection set active_generation = ? where name = ? and active_generation = ?",
                        generation,
                        model.id(),
                        generation - 1)) {
                    throw new IllegalStateException(
                            model.processor(generation - 1) + " is not what queries see any more");
                }
            });
        });
    }

    /** Lets it go, so that it can be gone on with at once. */
    void release(String claim) {
        update("update passlink_rebuild set claim = null, holder = null where claim = ?", claim);
    }

    /** Lets it go, whoever has it. */
    void releaseAny() {
        update("update passlink_rebuild set claim = null, holder = null");
    }

    /** There is no rebuild any more. */
    void end(String claim) {
        require(update("delete from passlink_rebuild where claim = ?", claim));
    }

    private static void require(boolean isOurs) {
        if (!isOurs) {
            throw new ClaimLost();
        }
    }

    private boolean update(String sql, @Nullable Object... values) {
        return database.withConnection(connection -> update(connection, sql, Arrays.asList(values))) == 1;
    }

    private static int update(Connection connection, String sql, List<@Nullable Object> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return statement.executeUpdate();
        }
    }
}
