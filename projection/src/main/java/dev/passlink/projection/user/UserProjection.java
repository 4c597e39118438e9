package dev.passlink.projection.user;

import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.Batch;
import dev.passlink.projection.fold.Replay;
import dev.passlink.projection.fold.RowFold;
import dev.passlink.projection.fold.UnreadableEvent;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.serialization.UnknownSerializedType;

/**
 * Keeps one generation of the rows of users, which are what {@link UserReducer} makes of the events; and answers
 * {@link UserQuery} from the active generation, whichever that is. All within the transaction under way.
 */
public final class UserProjection {

    /** Name of the read model. */
    public static final String NAME = "users";

    /** The entity class of its rows. */
    public static final Class<?> ROW = UserRow.class;

    private final String processor;
    private final EntityManagerProvider entityManagers;
    private final int generation;
    private final RowFold<UserRow.Key, UserView> fold;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public UserProjection(String processor, int generation, EntityManagerProvider entityManagers) {
        this.processor = processor;
        this.entityManagers = entityManagers;
        this.generation = generation;
        this.fold = new RowFold<>(processor, new UserRows(generation, entityManagers));
    }

    /** The same read model as whole histories make it. */
    public static Replay replay(int generation) {
        return new Replay(
                generation,
                ROW,
                Replay.<UserRow.Key, UserView>folded(
                        (batch, event, message) -> step(generation, batch, event, message), UserRow::new));
    }

    /** Removes rows of a user that no projection keeps: those of other generations than the active one. */
    public static void removeUnkept(UserId userId, long sequence, EntityManager entityManager) {
        entityManager
                .createQuery("""
                        delete from UserRow human
                        where human.key.userId = :userId and human.details.sequence <= :sequence
                        and human.key.generation <>
                            (select active.generation from ActiveGeneration active where active.name = :readModel)
                        """)
                .setParameter("readModel", NAME)
                .setParameter("userId", userId.value())
                .setParameter("sequence", sequence)
                .executeUpdate();
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        if (UserReducer.reduces(event)) {
            fold.fold(message, batch -> step(generation, batch, event, message));
        }
    }

    private static void step(
            int generation, Batch<UserRow.Key, UserView> batch, UserEvent event, DomainEventMessage<?> message) {
        if (UserReducer.reduces(event)) {
            batch.fold(UserRows.key(generation, event), user -> UserReducer.reduce(user, event, message));
        }
    }

    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        UnreadableEvent.passOver(processor, unknown, message);
    }

    @QueryHandler
    Optional<UserView> find(UserQuery.One query) {
        return entityManagers
                .getEntityManager()
                .createQuery("""
                        select human from UserRow human
                        where human.key.generation =
                            (select active.generation from ActiveGeneration active where active.name = :readModel)
                        and human.key.userId = :userId
                        """, UserRow.class)
                .setParameter("readModel", NAME)
                .setParameter("userId", query.userId().value())
                .getResultStream()
                .map(UserRow::state)
                .findFirst();
    }
}
