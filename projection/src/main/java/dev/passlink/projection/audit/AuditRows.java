package dev.passlink.projection.audit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * The rows of one generation, which are only ever added to: what a unit of work brings is written when it prepares to commit,
 * with one query for the rows that are there already, and one batch of inserts.
 */
final class AuditRows {

    /** SQL with arrays: a list of a thousand parameters would be planned anew for every batch. */
    private static final String THERE = """
            select entry.user_id, entry.sequence
            from unnest(cast(:userIds as varchar array), cast(:sequences as bigint array)) as brought (user_id, sequence)
            join passlink_audit entry on entry.generation = :generation
                and entry.user_id = brought.user_id and entry.sequence = brought.sequence
            """;

    private final String resource;
    private final int generation;
    private final EntityManagerProvider entityManagers;

    /**
     * @param processor      name of the event processor, unique among those that share a unit of work
     * @param generation     the generation
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    AuditRows(String processor, int generation, EntityManagerProvider entityManagers) {
        this.resource = AuditRows.class.getName() + "/" + processor;
        this.generation = generation;
        this.entityManagers = entityManagers;
    }

    /** Adds an entry, unless it is there already; at once, if there is no unit of work. */
    void add(AuditEntry entry) {
        if (!CurrentUnitOfWork.isStarted()) {
            write(Map.of(key(entry), entry));
            return;
        }
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get();
        Map<AuditRow.Key, AuditEntry> brought = unitOfWork.getOrComputeResource(resource, name -> begin(unitOfWork));
        brought.putIfAbsent(key(entry), entry);
    }

    private Map<AuditRow.Key, AuditEntry> begin(UnitOfWork<?> unitOfWork) {
        Map<AuditRow.Key, AuditEntry> brought = new LinkedHashMap<>();
        unitOfWork.onPrepareCommit(committing -> {
            committing.resources().remove(resource);
            write(brought);
        });
        return brought;
    }

    private AuditRow.Key key(AuditEntry entry) {
        return new AuditRow.Key(generation, entry.userId().value(), entry.sequence());
    }

    private void write(Map<AuditRow.Key, AuditEntry> brought) {
        Map<AuditRow.Key, AuditEntry> missing = new LinkedHashMap<>(brought);
        there(brought)
                .forEach(row ->
                        missing.remove(new AuditRow.Key(generation, (String) row[0], ((Number) row[1]).longValue())));
        missing.forEach((key, entry) -> entityManagers.getEntityManager().persist(new AuditRow(key, entry)));
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> there(Map<AuditRow.Key, AuditEntry> brought) {
        return entityManagers
                .getEntityManager()
                .createNativeQuery(THERE)
                .setParameter("generation", generation)
                .setParameter(
                        "userIds",
                        brought.keySet().stream().map(AuditRow.Key::userId).toArray(String[]::new))
                .setParameter(
                        "sequences",
                        brought.keySet().stream().map(AuditRow.Key::sequence).toArray(Long[]::new))
                .getResultList();
    }
}
