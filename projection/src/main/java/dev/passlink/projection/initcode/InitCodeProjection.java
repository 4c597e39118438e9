package dev.passlink.projection.initcode;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.RowFold;
import dev.passlink.projection.fold.UnreadableEvent;
import java.util.List;
import java.util.function.UnaryOperator;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/** Keeps one generation of the rows of init codes: what {@link InitCodeReducer} makes of the events, within their transaction. */
public final class InitCodeProjection {

    /** Name of the read model. */
    public static final String NAME = "init-codes";

    /** The entity class of its rows. */
    public static final Class<?> ROW = InitCodeRow.class;

    private final String processor;
    private final int generation;
    private final RowFold<InitCodeRow.Key, InitCode> rows;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public InitCodeProjection(String processor, int generation, EntityManagerProvider entityManagers) {
        this.processor = processor;
        this.generation = generation;
        this.rows = new RowFold<>(processor, new Storage(entityManagers));
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        if (!InitCodeReducer.reduces(event)) {
            return;
        }
        UnaryOperator<@Nullable InitCode> step = code -> InitCodeReducer.reduce(code, event, message);
        rows.fold(message, batch -> {
            if (event instanceof InitCodeEvent ofCode) {
                batch.fold(key(ofCode), step);
            } else {
                batch.foldAll(key -> key.userId().equals(event.userId().value()), step);
            }
        });
    }

    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        UnreadableEvent.passOver(processor, unknown, message);
    }

    private InitCodeRow.Key key(InitCodeEvent event) {
        return new InitCodeRow.Key(
                generation, event.userId().value(), event.codeId().value());
    }

    private final class Storage implements RowFold.Storage<InitCodeRow.Key, InitCode> {

        private final EntityManagerProvider entityManagers;

        Storage(EntityManagerProvider entityManagers) {
            this.entityManagers = entityManagers;
        }

        @Override
        public List<InitCodeRow> load(List<UserEvent> events) {
            List<InitCodeRow.Key> keys = events.stream()
                    .filter(InitCodeEvent.class::isInstance)
                    .map(event -> key((InitCodeEvent) event))
                    .distinct()
                    .toList();
            List<String> removed = events.stream()
                    .filter(UserRemoved.class::isInstance)
                    .map(event -> event.userId().value())
                    .distinct()
                    .toList();
            return entityManagers
                    .getEntityManager()
                    .createQuery("""
                            select code from InitCodeRow code
                            where code.key in :keys
                            or code.key.generation = :generation and code.key.userId in :removed
                            """, InitCodeRow.class)
                    .setParameter("keys", keys)
                    .setParameter("generation", generation)
                    .setParameter("removed", removed)
                    .getResultList();
        }

        @Override
        public void insert(InitCodeRow.Key key, InitCode code) {
            entityManagers.getEntityManager().persist(new InitCodeRow(key, code));
        }

        @Override
        public void delete(Row<InitCodeRow.Key, InitCode> row) {
            entityManagers.getEntityManager().remove(row);
        }
    }
}
