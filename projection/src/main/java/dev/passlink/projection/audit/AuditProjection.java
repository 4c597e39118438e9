package dev.passlink.projection.audit;

import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.audit.AuditTotals.Count;
import dev.passlink.projection.fold.Position;
import dev.passlink.projection.fold.Replay;
import jakarta.persistence.TypedQuery;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.serialization.UnknownSerializedType;

/**
 * Keeps one generation of the audit trail, whose entries are what {@link AuditReducer} makes of the events; and answers
 * {@link AuditQuery} from the active generation, whichever that is. All within the transaction under way.
 */
public final class AuditProjection {

    /** Name of the read model. */
    public static final String NAME = "audit-trail";

    /** The entity class of its rows. */
    public static final Class<?> ROW = AuditRow.class;

    private static final String ACTIVE = """
            from AuditRow entry
            where entry.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            """;

    private static final String DAY = "cast(floor(extract(epoch from entry.at) / 86400) as long)";

    private final EntityManagerProvider entityManagers;
    private final Function<Class<?>, String> storedNames;
    private final AuditRows rows;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     * @param storedNames    under which name an event is stored
     */
    public AuditProjection(
            String processor,
            int generation,
            EntityManagerProvider entityManagers,
            Function<Class<?>, String> storedNames) {
        this.entityManagers = entityManagers;
        this.storedNames = storedNames;
        this.rows = new AuditRows(processor, generation, entityManagers);
    }

    /** The same read model as whole histories make it. */
    public static Replay replay(int generation, Function<Class<?>, String> storedNames) {
        return new Replay(
                generation,
                ROW,
                history -> history.events().stream().map(message -> row(generation, message, storedNames)));
    }

    private static AuditRow row(int generation, DomainEventMessage<?> message, Function<Class<?>, String> storedNames) {
        String type = message.getPayload() instanceof UnknownSerializedType unknown
                ? unknown.serializedType().getName()
                : storedNames.apply(message.getPayloadType());
        AuditEntry entry = AuditReducer.reduce(null, type, message, Position.of(message));
        return new AuditRow(
                new AuditRow.Key(generation, message.getAggregateIdentifier(), message.getSequenceNumber() + 1), entry);
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        rows.add(AuditReducer.reduce(null, storedNames.apply(event.getClass()), message, Position.of(message)));
    }

    /** What happened is history, even if this version cannot tell what it was; the other read models warn of it. */
    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        if (User.TYPE.equals(message.getType())) {
            rows.add(AuditReducer.reduce(null, unknown.serializedType().getName(), message, Position.of(message)));
        }
    }

    /** There is one generation only; H2 finds an index by which it need not sort if the order names all of its columns. */
    @QueryHandler
    List<AuditEntry> find(AuditQuery.Page query) {
        return query(
                        "select entry ",
                        query.filter(),
                        "and entry.position > :after order by entry.key.generation, entry.position",
                        AuditRow.class)
                .setParameter("after", query.after())
                .setMaxResults(query.limit())
                .getResultStream()
                .map(AuditRow::entry)
                .toList();
    }

    @QueryHandler
    List<AuditedUser> find(AuditQuery.Users query) {
        UserId after = query.after();
        TypedQuery<String> users = query(
                "select distinct entry.key.userId ",
                query.filter(),
                (after == null ? "" : "and entry.key.userId > :afterUser ") + "order by entry.key.userId",
                String.class);
        if (after != null) {
            users.setParameter("afterUser", after.value());
        }
        return users.setMaxResults(query.limit())
                .getResultStream()
                .map(id -> new AuditedUser(new UserId(id)))
                .toList();
    }

    @QueryHandler
    AuditTotals find(AuditQuery.Totals query) {
        Object[] all = query(
                        "select count(*), max(entry.position), count(distinct entry.key.userId), count(distinct entry.editor) ",
                        query.filter(),
                        "",
                        Object[].class)
                .getSingleResult();
        return new AuditTotals(
                (Long) all[0],
                all[1] == null ? AuditQuery.Page.BEGINNING : (Long) all[1],
                (Long) all[2],
                (Long) all[3],
                counts("entry.type", query.filter(), "order by count(*) desc, entry.type", String::toString),
                counts(
                        DAY,
                        query.filter(),
                        "order by " + DAY,
                        day -> LocalDate.ofEpochDay(Long.parseLong(day)).toString()));
    }

    private List<Count> counts(String of, AuditFilter filter, String order, Function<String, String> named) {
        return query("select " + of + ", count(*) ", filter, "group by " + of + " " + order, Object[].class)
                .getResultStream()
                .map(row -> new Count(named.apply(String.valueOf(row[0])), (Long) row[1]))
                .toList();
    }

    private <T> TypedQuery<T> query(String selected, AuditFilter filter, String rest, Class<T> type) {
        Conditions conditions = Conditions.of(filter);
        TypedQuery<T> query =
                entityManagers.getEntityManager().createQuery(selected + ACTIVE + conditions.text() + rest, type);
        conditions.values().forEach(query::setParameter);
        return query.setParameter("readModel", NAME);
    }
}
