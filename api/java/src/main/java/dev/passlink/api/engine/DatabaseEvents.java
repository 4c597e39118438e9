package dev.passlink.api.engine;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedMetaData;
import org.axonframework.serialization.Serializer;

/** The table of events, by plain JDBC: a seal reads all of it. */
final class DatabaseEvents implements StoredEvents {

    private static final String PAGE = """
            select global_index, aggregate_identifier, type, sequence_number, event_identifier,
                payload_type, payload_revision, time_stamp, payload, meta_data
            from domain_event_entry where global_index > ? order by global_index limit ?
            """;

    private final Database database;
    private final Serializer serializer;

    DatabaseEvents(Database database, Serializer serializer) {
        this.database = database;
        this.serializer = serializer;
    }

    @Override
    public List<StoredEvent> after(long position, int limit) {
        return database.withConnection(connection -> {
            try (PreparedStatement query = connection.prepareStatement(PAGE)) {
                query.setLong(1, position);
                query.setInt(2, limit);
                try (ResultSet rows = query.executeQuery()) {
                    List<StoredEvent> page = new ArrayList<>();
                    while (rows.next()) {
                        page.add(event(rows));
                    }
                    return page;
                }
            }
        });
    }

    private StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(1),
                row.getString(2),
                String.valueOf(row.getString(3)),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getBytes(9),
                metaData(row.getBytes(10)));
    }

    private SortedMap<String, String> metaData(byte[] stored) {
        try {
            MetaData metaData = serializer.deserialize(new SerializedMetaData<>(stored, byte[].class));
            return StoredEvent.sorted(metaData);
        } catch (SerializationException e) {
            return new TreeMap<>(Map.of("", new String(stored, StandardCharsets.ISO_8859_1)));
        }
    }
}
