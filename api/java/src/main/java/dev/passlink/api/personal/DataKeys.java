package dev.passlink.api.personal;

import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.GenericEventMessage;
import org.hibernate.Session;

/**
 * The table of {@link DataKey}s. Every question is asked in the transaction under way on this thread, or in one of its own.
 * A row is never deleted: that of a destroyed key says that there was one.
 */
public final class DataKeys {

    /** Location of the migration. */
    public static final String SCHEMA = "classpath:dev/passlink/api/personal/schema";

    private static final int USERS_AT_ONCE = 500;

    private static final String SELECT = "select key_id, user_id, wrapped, wrapped_by from passlink_personal_key ";

    private final EntityManagerProvider entityManagers;
    private final TransactionManager transactions;

    /**
     * The table of a database.
     *
     * @param entityManagers gives the (Hibernate) entity manager of the transaction under way
     * @param transactions   joins or begins one
     */
    public DataKeys(EntityManagerProvider entityManagers, TransactionManager transactions) {
        this.entityManagers = entityManagers;
        this.transactions = transactions;
    }

    /** A key; empty if there is none with this id of this user. */
    public Optional<DataKey> find(UserId userId, PersonalKeyId id) {
        return query(SELECT + "where key_id = ? and user_id = ?", id.value(), userId.value()).stream()
                .findFirst();
    }

    /** The keys of all incarnations of some users, by one query for each five hundred users. */
    public List<DataKey> of(Collection<String> users) {
        List<Object> ids = List.copyOf(users);
        List<DataKey> keys = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += USERS_AT_ONCE) {
            List<Object> some = ids.subList(from, Math.min(ids.size(), from + USERS_AT_ONCE));
            String places = "?, ".repeat(some.size() - 1) + "?";
            keys.addAll(query(SELECT + "where user_id in (" + places + ")", some.toArray()));
        }
        return keys;
    }

    /** The keys that keys are wrapped by. */
    public Set<Integer> wrappingKeys() {
        return with("select distinct wrapped_by from passlink_personal_key where wrapped_by is not null", statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                Set<Integer> ids = new HashSet<>();
                while (rows.next()) {
                    ids.add(rows.getInt(1));
                }
                return ids;
            }
        });
    }

    /** Whether there is no key, not even a destroyed one. */
    public boolean isEmpty() {
        return query(SELECT + "limit 1").isEmpty();
    }

    /** How many keys are wrapped by this one. */
    public long wrappedBy(int wrappingKey) {
        return with(
                "select count(*) from passlink_personal_key where wrapped_by = ?",
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        return rows.getLong(1);
                    }
                },
                wrappingKey);
    }

    /** Adds a key, of which the id must be new. */
    public void add(DataKey key) {
        DataKey.Wrapped wrapped = key.wrapped();
        if (wrapped == null) {
            throw new IllegalArgumentException("only a usable key is added");
        }
        change(
                "insert into passlink_personal_key (key_id, user_id, wrapped, wrapped_by, created_at, record_due)"
                        + " values (?, ?, ?, ?, ?, false)",
                key.id().value(),
                key.userId().value(),
                wrapped.bytes(),
                wrapped.by(),
                now());
    }

    /**
     * Destroys a key, so that what was encrypted with it is unreadable for ever; that this was done is to be put on record.
     *
     * @return whether there was anything to destroy
     */
    public boolean destroy(UserId userId, PersonalKeyId id) {
        return change(
                        "update passlink_personal_key set wrapped = null, wrapped_by = null, destroyed_at = ?,"
                                + " record_due = true where key_id = ? and user_id = ? and destroyed_at is null",
                        now(),
                        id.value(),
                        userId.value())
                > 0;
    }

    /** Destroyed keys of which this is not yet on record, oldest first. */
    List<DataKey> toRecord(int limit, int offset) {
        return query(SELECT + "where record_due = true order by destroyed_at, key_id limit ? offset ?", limit, offset);
    }

    /** It is on record. */
    void recorded(PersonalKeyId id) {
        change("update passlink_personal_key set record_due = false where key_id = ?", id.value());
    }

    private static OffsetDateTime now() {
        Instant now = GenericEventMessage.clock.instant();
        return now.atOffset(ZoneOffset.UTC);
    }

    private List<DataKey> query(String sql, Object... parameters) {
        return with(sql, DataKeys::read, parameters);
    }

    private int change(String sql, Object... parameters) {
        return with(sql, PreparedStatement::executeUpdate, parameters);
    }

    private static List<DataKey> read(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<DataKey> keys = new ArrayList<>();
            while (rows.next()) {
                byte[] wrapped = rows.getBytes(3);
                keys.add(new DataKey(
                        new PersonalKeyId(rows.getString(1)),
                        new UserId(rows.getString(2)),
                        wrapped == null ? null : new DataKey.Wrapped(rows.getInt(4), wrapped)));
            }
            return keys;
        }
    }

    private <T> T with(String sql, Work<T> work, Object... parameters) {
        return transactions.fetchInTransaction(() -> entityManagers
                .getEntityManager()
                .unwrap(Session.class)
                .doReturningWork(connection -> executed(connection, sql, work, parameters)));
    }

    private static <T> T executed(Connection connection, String sql, Work<T> work, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return work.of(statement);
        }
    }

    /** What to do with a statement. */
    private interface Work<T> {
        T of(PreparedStatement statement) throws SQLException;
    }
}
