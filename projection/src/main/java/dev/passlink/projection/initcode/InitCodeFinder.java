package dev.passlink.projection.initcode;

import java.util.List;
import java.util.Optional;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.queryhandling.QueryHandler;

/** Answers {@link InitCodeQuery} from the active generation, within the caller's transaction. */
public final class InitCodeFinder {

    private static final String ACTIVE = """
            select code from InitCodeRow code
            where code.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            and code.key.userId = :userId
            """;

    private final EntityManagerProvider entityManagers;

    /** Reads with the entity manager of the current thread. */
    public InitCodeFinder(EntityManagerProvider entityManagers) {
        this.entityManagers = entityManagers;
    }

    @QueryHandler
    Optional<InitCodeView> find(InitCodeQuery.One query) {
        return entityManagers
                .getEntityManager()
                .createQuery(ACTIVE + "and code.key.codeId = :codeId", InitCodeRow.class)
                .setParameter("readModel", InitCodeProjection.NAME)
                .setParameter("userId", query.userId().value())
                .setParameter("codeId", query.codeId().value())
                .getResultStream()
                .map(InitCodeRow::view)
                .findFirst();
    }

    @QueryHandler
    List<InitCodeView> find(InitCodeQuery.OfUser query) {
        return entityManagers
                .getEntityManager()
                .createQuery(ACTIVE + "order by code.details.creationDate desc, code.key.codeId", InitCodeRow.class)
                .setParameter("readModel", InitCodeProjection.NAME)
                .setParameter("userId", query.userId().value())
                .setFirstResult(query.offset())
                .setMaxResults(query.limit())
                .getResultStream()
                .map(InitCodeRow::view)
                .toList();
    }
}
