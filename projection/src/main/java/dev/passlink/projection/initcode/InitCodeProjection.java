package dev.passlink.projection.initcode;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.Batch;
import dev.passlink.projection.fold.Replay;
import dev.passlink.projection.fold.RowFold;
import dev.passlink.projection.fold.UnreadableEvent;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one generation of the rows of init codes, which are what {@link InitCodeReducer} makes of the events; and answers
 * {@link InitCodeQuery} from the active generation, whichever that is. All within the transaction under way.
 */
public final class InitCodeProjection {

    /** Name of the read model. */
    public static final String NAME = "init-codes";

    /** The entity class of its rows. */
    public static final Class<?> ROW = InitCodeRow.class;

    private static final String ACTIVE_OF_USER = """
            select code from InitCodeRow code
            where code.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            and code.key.userId = :userId
            """;

    /**
     * Without what the aggregate has forgotten (behaviour C11). It forgets by the time of its last event, which is not
     * later than now; of too many closed codes, those that longest had no event; and no open one.
     */
    private static final String UNDELIVERED = """
            select code from InitCodeRow code
            where code.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            and code.mail = dev.passlink.domain.user.MailState.FAILED
            and code.expiresAt > :forgotten and (code.closedAt is null or code.closedAt > :forgotten)
            and (code.state = OPEN and code.expiresAt > :now
                or (select count(later) from InitCodeRow later
                    where later.key.generation = code.key.generation and later.key.userId = code.key.userId
                    and later.details.sequence > code.details.sequence
                    and (later.state <> OPEN or later.expiresAt <= :now)) < :remembered)
            """;

    private static final String RECENT = """
            select
                count(case when code.state = OPEN and code.expiresAt > :now then 1 end),
                count(case when code.state = OPEN and code.expiresAt <= :now then 1 end),
                count(case when code.state = USED then 1 end),
                count(case when code.state = LOCKED then 1 end),
                count(case when code.state = REVOKED then 1 end)
            from InitCodeRow code
            where code.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            and code.expiresAt > :since
            """;

    private final String processor;
    private final EntityManagerProvider entityManagers;
    private final int generation;
    private final RowFold<InitCodeRow.Key, InitCode> fold;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public InitCodeProjection(String processor, int generation, EntityManagerProvider entityManagers) {
        this.processor = processor;
        this.entityManagers = entityManagers;
        this.generation = generation;
        this.fold = new RowFold<>(processor, new InitCodeRows(generation, entityManagers));
    }

    /** The same read model as whole histories make it. */
    public static Replay replay(int generation) {
        return new Replay(
                generation,
                ROW,
                Replay.<InitCodeRow.Key, InitCode>folded(
                        (batch, event, message) -> step(generation, batch, event, message), InitCodeRow::new));
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        if (InitCodeReducer.reduces(event)) {
            fold.fold(message, batch -> step(generation, batch, event, message));
        }
    }

    private static void step(
            int generation, Batch<InitCodeRow.Key, InitCode> batch, UserEvent event, DomainEventMessage<?> message) {
        if (!InitCodeReducer.reduces(event)) {
            return;
        }
        UnaryOperator<@Nullable InitCode> step = code -> InitCodeReducer.reduce(code, event, message);
        if (event instanceof InitCodeEvent ofCode) {
            batch.fold(InitCodeRows.key(generation, ofCode), step);
        } else {
            batch.foldAll(key -> key.userId().equals(event.userId().value()), step);
        }
    }

    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        UnreadableEvent.passOver(processor, unknown, message);
    }

    @QueryHandler
    Optional<InitCodeView> find(InitCodeQuery.One query) {
        return query(ACTIVE_OF_USER + "and code.key.codeId = :codeId")
                .setParameter("userId", query.userId().value())
                .setParameter("codeId", query.codeId().value())
                .getResultStream()
                .map(InitCodeRow::view)
                .findFirst();
    }

    @QueryHandler
    List<InitCodeView> find(InitCodeQuery.OfUser query) {
        return query(ACTIVE_OF_USER + "order by code.details.creationDate desc, code.key.codeId")
                .setParameter("userId", query.userId().value())
                .setFirstResult(query.offset())
                .setMaxResults(query.limit())
                .getResultStream()
                .map(InitCodeRow::view)
                .toList();
    }

    @QueryHandler
    List<InitCodeView> find(InitCodeQuery.Undelivered query) {
        TypedQuery<InitCodeRow> undelivered = query(UNDELIVERED
                        + (query.userId() == null ? "" : "and code.key.userId = :userId ")
                        + (query.organization() == null ? "" : "and code.details.resourceOwner = :organization ")
                        + "order by code.mailFailedAt desc nulls last, code.key.userId, code.key.codeId")
                .setParameter("now", query.now())
                .setParameter("forgotten", query.now().minus(InitCodeRules.MEMORY))
                .setParameter("remembered", InitCodeRules.MOST_REMEMBERED);
        if (query.userId() != null) {
            undelivered.setParameter("userId", query.userId().value());
        }
        if (query.organization() != null) {
            undelivered.setParameter("organization", query.organization().value());
        }
        return undelivered
                .setFirstResult(query.offset())
                .setMaxResults(query.limit())
                .getResultStream()
                .map(InitCodeRow::view)
                .toList();
    }

    @QueryHandler
    InitCodeTally find(InitCodeQuery.Recent query) {
        return entityManagers
                .getEntityManager()
                .createQuery(RECENT, InitCodeTally.class)
                .setParameter("readModel", NAME)
                .setParameter("now", query.now())
                .setParameter("since", query.now().minus(InitCodeQuery.Recent.SPAN))
                .getSingleResult();
    }

    private TypedQuery<InitCodeRow> query(String text) {
        return entityManagers
                .getEntityManager()
                .createQuery(text, InitCodeRow.class)
                .setParameter("readModel", NAME);
    }
}
