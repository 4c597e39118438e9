package dev.passlink.api.engine;

import static java.util.stream.Collectors.groupingBy;

import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Histories out of the table of events: in pages, so that no more of them need be in memory; by plain JDBC, since a million
 * events are read; in the order in which users came, since
 * their events and rows lie in the database as they were written, and any other order fetches each from somewhere else.
 */
final class DatabaseHistories implements Histories {

    private static final String EVENTS = """
            select event.global_index, event.aggregate_identifier, event.sequence_number, event.event_identifier,
                event.time_stamp, event.payload_type, event.payload_revision, event.payload, event.meta_data
            from domain_event_entry event
            """;

    private static final String FIRST_WINDOW = EVENTS + """
            where event.type = ?
            order by event.global_index limit ?
            """;

    private static final String WINDOW = EVENTS + """
            where event.type = ? and event.global_index > ?
            order by event.global_index limit ?
            """;

    /** Of those events, the ones that their streams begin with; and how many events there are in these streams. */
    private static final String FIRST = """
            select candidate.user_id, candidate.position,
                (select count(*) from domain_event_entry event
                    where event.type = ? and event.aggregate_identifier = candidate.user_id)
            from unnest(cast(? as varchar array), cast(? as bigint array), cast(? as bigint array))
                as candidate (user_id, sequence, position)
            where not exists (select 1 from domain_event_entry event
                where event.type = ? and event.aggregate_identifier = candidate.user_id
                and event.sequence_number <= candidate.sequence
                and (event.sequence_number < candidate.sequence or event.global_index < candidate.position))
            order by candidate.position
            """;

    private static final String OF_USERS = EVENTS + """
            join unnest(cast(? as varchar array)) as concerned (user_id) on event.aggregate_identifier = concerned.user_id
            where event.type = ?
            order by event.aggregate_identifier, event.sequence_number
            """;

    private final Database database;
    private final Serializer serializer;
    private final EventUpcaster upcasters;
    private final Consumer<Collection<String>> prefetch;

    DatabaseHistories(
            Database database, Serializer serializer, EventUpcaster upcasters, Consumer<Collection<String>> prefetch) {
        this.database = database;
        this.serializer = serializer;
        this.upcasters = upcasters;
        this.prefetch = prefetch;
    }

    /** The event that a stream may begin with. */
    private record Candidate(String userId, long sequence, long position) {

        private static final Comparator<Candidate> IN_STREAM =
                Comparator.comparingLong(Candidate::sequence).thenComparingLong(Candidate::position);

        static Candidate of(TrackedDomainEventData<?> event) {
            return new Candidate(event.getAggregateIdentifier(), event.getSequenceNumber(), positionOf(event));
        }
    }

    /** A user by the position of the first event, with how many there are and those of them that are in the window. */
    private record Newcomer(String userId, long first, int events, List<TrackedDomainEventData<byte[]>> here) {}

    @Override
    public Page after(@Nullable Long position, int events) {
        @Nullable Long begin = position;
        while (true) {
            List<TrackedDomainEventData<byte[]>> window = window(begin, events);
            if (window.isEmpty()) {
                return new Page(List.of(), begin == null ? Long.MIN_VALUE : begin);
            }
            List<Newcomer> newcomers = newcomers(window);
            List<Newcomer> taken = first(newcomers, events);
            long end = taken.size() == newcomers.size()
                    ? positionOf(window.get(window.size() - 1))
                    : taken.get(taken.size() - 1).first();
            if (!taken.isEmpty()) {
                return new Page(historiesOf(taken), end);
            }
            begin = end;
        }
    }

    /** As many of them as have so many events. */
    private static List<Newcomer> first(List<Newcomer> newcomers, int events) {
        List<Newcomer> taken = new ArrayList<>();
        int expected = 0;
        for (Newcomer newcomer : newcomers) {
            if (expected >= events) {
                break;
            }
            taken.add(newcomer);
            expected += newcomer.events();
        }
        return taken;
    }

    /** Events in the order of their positions. */
    private List<TrackedDomainEventData<byte[]>> window(@Nullable Long position, int events) {
        return database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(position == null ? FIRST_WINDOW : WINDOW)) {
                int parameter = 1;
                query.setString(parameter++, User.TYPE);
                if (position != null) {
                    query.setLong(parameter++, position);
                }
                query.setInt(parameter, events);
                return stored(query);
            }
        });
    }

    /** The users whose streams begin with one of these events, in the order of these. */
    private List<Newcomer> newcomers(List<TrackedDomainEventData<byte[]>> window) {
        Map<String, List<TrackedDomainEventData<byte[]>>> here =
                window.stream().collect(groupingBy(TrackedDomainEventData::getAggregateIdentifier));
        List<Candidate> candidates = here.values().stream()
                .map(events -> events.stream().map(Candidate::of).min(Candidate.IN_STREAM))
                .flatMap(Optional::stream)
                .toList();
        return database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIRST)) {
                query.setString(1, User.TYPE);
                query.setArray(2, array(connection, "varchar", candidates, Candidate::userId));
                query.setArray(3, array(connection, "bigint", candidates, Candidate::sequence));
                query.setArray(4, array(connection, "bigint", candidates, Candidate::position));
                query.setString(5, User.TYPE);
                try (ResultSet rows = query.executeQuery()) {
                    List<Newcomer> newcomers = new ArrayList<>();
                    while (rows.next()) {
                        String userId = rows.getString(1);
                        newcomers.add(new Newcomer(
                                userId, rows.getLong(2), rows.getInt(3), here.getOrDefault(userId, List.of())));
                    }
                    return newcomers;
                }
            }
        });
    }

    /** Most users have all they did within a window, or little of it: the events of the latter are fetched. */
    private List<History> historiesOf(List<Newcomer> users) {
        List<TrackedDomainEventData<byte[]>> events = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (Newcomer user : users) {
            if (user.here().size() == user.events()) {
                user.here().stream()
                        .sorted(Comparator.comparingLong(TrackedDomainEventData::getSequenceNumber))
                        .forEach(events::add);
            } else {
                elsewhere.add(user.userId());
            }
        }
        Map<String, History> found = new HashMap<>();
        histories(events).forEach(history -> found.put(history.userId(), history));
        if (!elsewhere.isEmpty()) {
            of(elsewhere).forEach(history -> found.put(history.userId(), history));
        }
        return users.stream()
                .map(user -> found.getOrDefault(user.userId(), new History(user.userId(), List.of())))
                .toList();
    }

    private static Array array(
            Connection connection, String type, Collection<Candidate> candidates, Function<Candidate, ?> part)
            throws SQLException {
        return connection.createArrayOf(type, candidates.stream().map(part).toArray());
    }

    @Override
    public List<History> of(Collection<String> userIds) {
        Map<String, History> found = new LinkedHashMap<>();
        userIds.forEach(userId -> found.put(userId, new History(userId, List.of())));
        List<TrackedDomainEventData<byte[]>> stored = database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(OF_USERS)) {
                query.setArray(1, connection.createArrayOf("varchar", userIds.toArray()));
                query.setString(2, User.TYPE);
                return stored(query);
            }
        });
        histories(stored).forEach(history -> found.put(history.userId(), history));
        return List.copyOf(found.values());
    }

    private static long positionOf(TrackedDomainEventData<?> event) {
        return event.trackingToken().position().orElseThrow();
    }

    private static List<TrackedDomainEventData<byte[]>> stored(PreparedStatement query) throws SQLException {
        List<TrackedDomainEventData<byte[]>> stored = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                stored.add(new TrackedDomainEventData<>(
                        new GlobalSequenceTrackingToken(rows.getLong(1)),
                        new TimedEntry(
                                User.TYPE,
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getString(7),
                                rows.getBytes(8),
                                rows.getBytes(9))));
            }
        }
        return stored;
    }

    private List<History> histories(List<TrackedDomainEventData<byte[]>> stored) {
        prefetch.accept(stored.stream()
                .map(TrackedDomainEventData::getAggregateIdentifier)
                .distinct()
                .toList());
        Map<String, List<DomainEventMessage<?>>> byUser = new LinkedHashMap<>();
        EventUtils.upcastAndDeserializeTrackedEvents(stored.stream(), serializer, upcasters)
                .map(event -> (DomainEventMessage<?>) event)
                .forEach(event -> byUser.computeIfAbsent(event.getAggregateIdentifier(), none -> new ArrayList<>())
                        .add(event));
        return byUser.entrySet().stream()
                .map(entry -> new History(entry.getKey(), entry.getValue()))
                .toList();
    }
}
