package dev.passlink.api.club;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/** The club's transactions, bound to the thread, as Axon has none for JPA outside of containers. */
final class ClubTransactions implements TransactionManager, EntityManagerProvider {

    private final EntityManagerFactory factory;
    private final ThreadLocal<@Nullable EntityManager> current = new ThreadLocal<>();

    ClubTransactions(EntityManagerFactory factory) {
        this.factory = factory;
    }

    @Override
    public EntityManager getEntityManager() {
        EntityManager bound = current.get();
        if (bound == null) {
            throw new IllegalStateException("the club has no transaction on this thread");
        }
        return bound;
    }

    @Override
    public Transaction startTransaction() {
        EntityManager bound = current.get();
        return bound == null ? begun() : new Part(bound);
    }

    private Transaction begun() {
        EntityManager own = factory.createEntityManager();
        own.getTransaction().begin();
        current.set(own);
        return new Whole(own);
    }

    private final class Whole implements Transaction {

        private final EntityManager own;

        Whole(EntityManager own) {
            this.own = own;
        }

        @Override
        public void commit() {
            try {
                own.getTransaction().commit();
            } finally {
                end();
            }
        }

        @Override
        public void rollback() {
            try {
                if (own.isOpen() && own.getTransaction().isActive()) {
                    own.getTransaction().rollback();
                }
            } finally {
                end();
            }
        }

        private void end() {
            current.remove();
            if (own.isOpen()) {
                own.close();
            }
        }
    }

    private record Part(EntityManager whole) implements Transaction {

        @Override
        public void commit() {
            // with the whole
        }

        @Override
        public void rollback() {
            whole.getTransaction().setRollbackOnly();
        }
    }
}
