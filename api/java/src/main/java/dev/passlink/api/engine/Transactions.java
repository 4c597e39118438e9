package dev.passlink.api.engine;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * JPA transactions bound to the thread: whoever starts one while another is under way joins it. Outside a transaction
 * there is no entity manager.
 */
final class Transactions implements TransactionManager, EntityManagerProvider {

    private final EntityManagerFactory factory;
    private final ThreadLocal<@Nullable EntityManager> bound = new ThreadLocal<>();

    Transactions(EntityManagerFactory factory) {
        this.factory = factory;
    }

    @Override
    public EntityManager getEntityManager() {
        EntityManager current = bound.get();
        if (current == null) {
            throw new IllegalStateException("no transaction is under way on this thread");
        }
        return current;
    }

    @Override
    public Transaction startTransaction() {
        EntityManager current = bound.get();
        return current == null ? new Owned() : new Joined(current);
    }

    /** The transaction of whoever came first: it alone commits. */
    private final class Owned implements Transaction {

        private final EntityManager entityManager = factory.createEntityManager();

        Owned() {
            try {
                entityManager.getTransaction().begin();
                entityManager.runWithConnection(connection -> {}); // if there is none, nothing has begun
            } catch (RuntimeException | Error e) {
                entityManager.close();
                throw e;
            }
            bound.set(entityManager);
        }

        @Override
        public void commit() {
            try {
                entityManager.getTransaction().commit();
            } finally {
                end();
            }
        }

        @Override
        public void rollback() {
            try {
                if (entityManager.isOpen() && entityManager.getTransaction().isActive()) {
                    entityManager.getTransaction().rollback();
                }
            } finally {
                end();
            }
        }

        private void end() {
            bound.remove();
            if (entityManager.isOpen()) {
                entityManager.close();
            }
        }
    }

    /** Part of somebody else's transaction: may spoil it, but not end it. */
    private record Joined(EntityManager entityManager) implements Transaction {

        @Override
        public void commit() {
            // whoever began it commits
        }

        @Override
        public void rollback() {
            entityManager.getTransaction().setRollbackOnly();
        }
    }
}
