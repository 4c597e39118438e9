package dev.passlink.api.engine;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

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
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Histories out of the table of events: in pages, so that no more of them need be in memory; by plain JDBC, since a million
 * events are read; in the order in which users came, since their events and rows lie in the database as they were written,
 * and any other order fetches each from somewhere else.
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

    /**
     * Of those events, the ones that their streams begin with; and how many events there are in these streams, by the index
     * alone: so with those of another type that somebody has put there.
     */
    private static final String FIRST = """
            select candidate.user_id, candidate.position,
                (select count(*) from domain_event_entry event where event.aggregate_identifier = candidate.user_id)
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
    private Window ahead = new Window(null, null, List.of());

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

    /** A user by the position of the first event, with how many there are. */
    private record Newcomer(String userId, long first, int events) {}

    /**
     * Events that were read already, of users who may be still to come.
     *
     * @param begin  position they come after
     * @param end    position up to which was read
     * @param events in the order of their positions
     */
    private record Window(@Nullable Long begin, @Nullable Long end, List<TrackedDomainEventData<byte[]>> events) {

        Window and(List<TrackedDomainEventData<byte[]>> more) {
            return more.isEmpty()
                    ? this
                    : new Window(
                            begin,
                            positionOf(more.get(more.size() - 1)),
                            Stream.of(events, more).flatMap(List::stream).toList());
        }

        /** What comes after a position and belongs to others. */
        Window after(long position, Set<String> done) {
            return new Window(
                    position,
                    end,
                    events.stream()
                            .filter(event ->
                                    positionOf(event) > position && !done.contains(event.getAggregateIdentifier()))
                            .toList());
        }

        Map<String, List<TrackedDomainEventData<byte[]>>> byUser() {
            return events.stream().collect(groupingBy(TrackedDomainEventData::getAggregateIdentifier));
        }
    }

    /**
     * Most users have all they did within a short time: in this window, or in the next one, which is needed anyway. Only the
     * events that are not there either are fetched.
     */
    @Override
    public Page after(@Nullable Long position, int events) {
        Window window = Objects.equals(position, ahead.begin()) ? ahead : new Window(position, position, List.of());
        while (true) {
            if (2 * window.events().size() < events) {
                window = window.and(stored(window.end(), events));
            }
            if (window.events().isEmpty()) {
                return new Page(List.of(), window.end() == null ? Long.MIN_VALUE : window.end());
            }
            Map<String, List<TrackedDomainEventData<byte[]>>> here = window.byUser();
            List<Newcomer> newcomers = newcomers(here);
            List<Newcomer> taken = first(newcomers, events);
            long end = taken.size() == newcomers.size()
                    ? Objects.requireNonNull(window.end())
                    : taken.get(taken.size() - 1).first();
            if (!taken.stream().allMatch(user -> isWhole(here.getOrDefault(user.userId(), List.of()), user))
                    && window.events().size() <= events) {
                window = window.and(stored(window.end(), events));
            }
            List<History> histories = historiesOf(taken, window.byUser());
            window = window.after(end, taken.stream().map(Newcomer::userId).collect(toSet()));
            if (!taken.isEmpty()) {
                ahead = window;
                return new Page(histories, end);
            }
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
    private List<TrackedDomainEventData<byte[]>> stored(@Nullable Long position, int events) {
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
    private List<Newcomer> newcomers(Map<String, List<TrackedDomainEventData<byte[]>>> here) {
        List<Candidate> candidates = here.values().stream()
                .map(events -> events.stream().map(Candidate::of).min(Candidate.IN_STREAM))
                .flatMap(Optional::stream)
                .toList();
        return database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(FIRST)) {
                query.setArray(1, array(connection, "varchar", candidates, Candidate::userId));
                query.setArray(2, array(connection, "bigint", candidates, Candidate::sequence));
                query.setArray(3, array(connection, "bigint", candidates, Candidate::position));
                query.setString(4, User.TYPE);
                try (ResultSet rows = query.executeQuery()) {
                    List<Newcomer> newcomers = new ArrayList<>();
                    while (rows.next()) {
                        newcomers.add(new Newcomer(rows.getString(1), rows.getLong(2), rows.getInt(3)));
                    }
                    return newcomers;
                }
            }
        });
    }

    /**
     * Whether these are all events of a user. Their number alone does not say it: what one window could not see yet, the next
     * one is past, and that may bring others which had not been counted.
     */
    private static boolean isWhole(List<TrackedDomainEventData<byte[]>> read, Newcomer user) {
        LongSummaryStatistics sequences = read.stream()
                .mapToLong(TrackedDomainEventData::getSequenceNumber)
                .summaryStatistics();
        return sequences.getCount() == user.events() && sequences.getMax() - sequences.getMin() == user.events() - 1;
    }

    private List<History> historiesOf(List<Newcomer> users, Map<String, List<TrackedDomainEventData<byte[]>>> here) {
        List<TrackedDomainEventData<byte[]>> events = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (Newcomer user : users) {
            List<TrackedDomainEventData<byte[]>> read = here.getOrDefault(user.userId(), List.of());
            if (isWhole(read, user)) {
                read.stream()
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
