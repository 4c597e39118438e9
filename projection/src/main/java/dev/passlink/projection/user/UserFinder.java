package dev.passlink.projection.user;

import java.util.Optional;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.queryhandling.QueryHandler;

/** Answers {@link UserQuery} from the active generation, within the caller's transaction. */
public final class UserFinder {

    private final EntityManagerProvider entityManagers;

    /** Reads with the entity manager of the current thread. */
    public UserFinder(EntityManagerProvider entityManagers) {
        this.entityManagers = entityManagers;
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
                .setParameter("readModel", UserProjection.NAME)
                .setParameter("userId", query.userId().value())
                .getResultStream()
                .map(UserRow::state)
                .findFirst();
    }
}
