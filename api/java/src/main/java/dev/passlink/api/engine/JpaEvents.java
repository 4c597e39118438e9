package dev.passlink.api.engine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.jpa.JpaEventStorageEngine;
import org.jspecify.annotations.Nullable;

/**
 * Axon's JPA engine, whose questions about positions begin their own transaction where none is under way, and which sees
 * nothing new while the database is away, instead of an error five times a second.
 */
final class JpaEvents extends JpaEventStorageEngine {

    private final TransactionManager transactions;
    private final BooleanSupplier databaseIsThere;

    JpaEvents(Builder builder, TransactionManager transactions, BooleanSupplier databaseIsThere) {
        super(builder);
        this.transactions = transactions;
        this.databaseIsThere = databaseIsThere;
    }

    @Override
    protected List<? extends TrackedEventData<?>> fetchTrackedEvents(@Nullable TrackingToken after, int batchSize) {
        return databaseIsThere.getAsBoolean() ? super.fetchTrackedEvents(after, batchSize) : List.of();
    }

    @Override
    public @Nullable TrackingToken createTailToken() {
        return transactions.fetchInTransaction(super::createTailToken);
    }

    @Override
    public @Nullable TrackingToken createHeadToken() {
        return transactions.fetchInTransaction(super::createHeadToken);
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant dateTime) {
        return transactions.fetchInTransaction(() -> super.createTokenAt(dateTime));
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return transactions.fetchInTransaction(() -> super.lastSequenceNumberFor(aggregateIdentifier));
    }

    /** Whether an event has been committed at one of these positions. */
    boolean anyAt(Collection<Long> positions) {
        return transactions.fetchInTransaction(() -> !entityManager()
                .createQuery(
                        "select e.globalIndex from DomainEventEntry e where e.globalIndex in :positions", Long.class)
                .setParameter("positions", positions)
                .setMaxResults(1)
                .getResultList()
                .isEmpty());
    }

    /** SQL state 23505, a violated unique key: somebody else has appended at this place of the stream. */
    static final class DuplicateKeys implements PersistenceExceptionResolver {

        @Override
        public boolean isDuplicateKeyViolation(Exception exception) {
            for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    return "23505".equals(sql.getSQLState());
                }
            }
            return false;
        }
    }
}
