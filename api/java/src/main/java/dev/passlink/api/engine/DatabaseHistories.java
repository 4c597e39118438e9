package dev.passlink.api.engine;

import dev.passlink.domain.user.User;
import dev.passlink.projection.fold.History;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Histories out of the table of events, in the order of its index of streams. In pages, since one long query would keep
 * the database from cleaning up for as long as a replay takes; by plain JDBC, since it is read a million events at a time.
 */
final class DatabaseHistories implements Histories {

    private static final String EVENTS = """
            select event.global_index, event.aggregate_identifier, event.sequence_number, event.event_identifier,
                event.time_stamp, event.payload_type, event.payload_revision, event.payload, event.meta_data
            from domain_event_entry event
            """;

    /** The last user of a page may have more events than the page has; it is left to the next one, unless it is the first. */
    private static final String PAGE = EVENTS + """
            where event.type = ? and event.aggregate_identifier > ?
            order by event.aggregate_identifier, event.sequence_number limit ?
            """;

    private static final String OF_USERS = EVENTS + """
            join unnest(cast(? as varchar array)) as concerned (user_id) on event.aggregate_identifier = concerned.user_id
            where event.type = ?
            order by event.aggregate_identifier, event.sequence_number
            """;

    private static final String KNOWN = """
            select concerned.user_id from unnest(cast(? as varchar array)) as concerned (user_id)
            where exists (select 1 from domain_event_entry event
                where event.aggregate_identifier = concerned.user_id and event.type = ?)
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

    @Override
    public List<History> after(@Nullable String userId, int events) {
        List<History> page = database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(PAGE)) {
                query.setString(1, User.TYPE);
                query.setString(2, userId == null ? "" : userId);
                query.setInt(3, events);
                return histories(query);
            }
        });
        int read = page.stream().mapToInt(history -> history.events().size()).sum();
        if (read < events) {
            return page;
        }
        return page.size() > 1
                ? page.subList(0, page.size() - 1)
                : of(List.of(page.get(0).userId()));
    }

    @Override
    public List<History> of(Collection<String> userIds) {
        Map<String, History> found = new LinkedHashMap<>();
        userIds.forEach(userId -> found.put(userId, new History(userId, List.of())));
        List<History> histories = database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(OF_USERS)) {
                query.setArray(1, connection.createArrayOf("varchar", userIds.toArray()));
                query.setString(2, User.TYPE);
                return histories(query);
            }
        });
        histories.forEach(history -> found.put(history.userId(), history));
        return List.copyOf(found.values());
    }

    @Override
    public Set<String> unknownAmong(Collection<String> userIds) {
        Set<String> unknown = new TreeSet<>(userIds);
        database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(KNOWN)) {
                query.setArray(1, connection.createArrayOf("varchar", userIds.toArray()));
                query.setString(2, User.TYPE);
                try (ResultSet known = query.executeQuery()) {
                    while (known.next()) {
                        unknown.remove(known.getString(1));
                    }
                }
                return unknown;
            }
        });
        return unknown;
    }

    private List<History> histories(PreparedStatement query) throws SQLException {
        List<TrackedDomainEventData<byte[]>> stored = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                stored.add(new TrackedDomainEventData<>(
                        new GlobalSequenceTrackingToken(rows.getLong(1)),
                        new GenericDomainEventEntry<>(
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
