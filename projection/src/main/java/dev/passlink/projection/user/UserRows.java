package dev.passlink.projection.user;

import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.RowFold;
import java.util.List;
import org.axonframework.common.jpa.EntityManagerProvider;

/**
 * The rows of one generation, to be folded.
 *
 * @param generation     the generation
 * @param entityManagers gives the entity manager of the current thread's transaction
 */
record UserRows(int generation, EntityManagerProvider entityManagers)
        implements RowFold.Storage<UserRow.Key, UserView> {

    /** SQL with an array: a list of a thousand parameters would be planned anew for every batch. */
    private static final String CONCERNED = """
            select human.* from unnest(cast(:userIds as varchar array)) as concerned (user_id)
            join passlink_user human on human.generation = :generation and human.user_id = concerned.user_id
            """;

    static UserRow.Key key(int generation, UserEvent event) {
        return new UserRow.Key(generation, event.userId().value());
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<UserRow> load(List<UserEvent> events) {
        String[] userIds = events.stream()
                .filter(UserReducer::reduces)
                .map(event -> event.userId().value())
                .distinct()
                .toArray(String[]::new);
        return entityManagers
                .getEntityManager()
                .createNativeQuery(CONCERNED, UserRow.class)
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
