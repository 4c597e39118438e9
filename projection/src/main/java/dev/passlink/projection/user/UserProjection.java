package dev.passlink.projection.user;

import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.RowFold;
import dev.passlink.projection.fold.UnreadableEvent;
import java.util.List;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.serialization.UnknownSerializedType;

/** Keeps one generation of the rows of users: what {@link UserReducer} makes of the events, within their transaction. */
public final class UserProjection {

    /** Name of the read model. */
    public static final String NAME = "users";

    /** The entity class of its rows. */
    public static final Class<?> ROW = UserRow.class;

    private final String processor;
    private final int generation;
    private final RowFold<UserRow.Key, UserView> rows;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public UserProjection(String processor, int generation, EntityManagerProvider entityManagers) {
        this.processor = processor;
        this.generation = generation;
        this.rows = new RowFold<>(processor, new Storage(entityManagers));
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        if (!UserReducer.isIgnored(event)) {
            rows.fold(message, batch -> batch.fold(key(event), user -> UserReducer.reduce(user, event, message)));
        }
    }

    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        UnreadableEvent.passOver(processor, unknown, message);
    }

    private UserRow.Key key(UserEvent event) {
        return new UserRow.Key(generation, event.userId().value());
    }

    private final class Storage implements RowFold.Storage<UserRow.Key, UserView> {

        private final EntityManagerProvider entityManagers;

        Storage(EntityManagerProvider entityManagers) {
            this.entityManagers = entityManagers;
        }

        @Override
        public List<UserRow> load(List<UserEvent> events) {
            List<String> userIds = events.stream()
                    .filter(event -> !UserReducer.isIgnored(event))
                    .map(event -> event.userId().value())
                    .distinct()
                    .toList();
            return entityManagers
                    .getEntityManager()
                    .createQuery("""
                            select human from UserRow human
                            where human.key.generation = :generation and human.key.userId in :userIds
                            """, UserRow.class)
                    .setParameter("generation", generation)
                    .setParameter("userIds", userIds)
                    .getResultList();
        }

        @Override
        public void insert(UserRow.Key key, UserView user) {
            entityManagers.getEntityManager().persist(new UserRow(key, user));
        }

        @Override
        public void delete(Row<UserRow.Key, UserView> row) {
            entityManagers.getEntityManager().remove(row);
        }
    }
}
