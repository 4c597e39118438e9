package dev.passlink.projection.passkey;

import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.Batch;
import dev.passlink.projection.fold.Replay;
import dev.passlink.projection.fold.RowFold;
import dev.passlink.projection.fold.UnreadableEvent;
import jakarta.persistence.EntityManager;
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
 * Keeps one generation of the rows of passkeys, which are what {@link PasskeyReducer} makes of the events; and answers
 * {@link PasskeyQuery} from the active generation, whichever that is. All within the transaction under way.
 */
public final class PasskeyProjection {

    /** Name of the read model. */
    public static final String NAME = "passkeys";

    /** The entity class of its rows. */
    public static final Class<?> ROW = PasskeyRow.class;

    private static final String READY = """
            select passkey from PasskeyRow passkey
            where passkey.key.generation =
                (select active.generation from ActiveGeneration active where active.name = :readModel)
            and passkey.state = READY
            """;

    private final String processor;
    private final EntityManagerProvider entityManagers;
    private final int generation;
    private final RowFold<PasskeyRow.Key, Passkey> fold;

    /**
     * A projection into one generation.
     *
     * @param processor      name of the event processor it runs in
     * @param generation     generation of the rows, at least 1
     * @param entityManagers gives the entity manager of the current thread's transaction
     */
    public PasskeyProjection(String processor, int generation, EntityManagerProvider entityManagers) {
        this.processor = processor;
        this.entityManagers = entityManagers;
        this.generation = generation;
        this.fold = new RowFold<>(processor, new PasskeyRows(generation, entityManagers));
    }

    /** The same read model as whole histories make it. */
    public static Replay replay(int generation) {
        return new Replay(
                generation,
                ROW,
                Replay.<PasskeyRow.Key, Passkey>folded(
                        (batch, event, message) -> step(generation, batch, event, message), PasskeyRow::new));
    }

    /** Removes rows of a user that no projection keeps: those of other generations than the active one. */
    public static void removeUnkept(UserId userId, long sequence, EntityManager entityManager) {
        entityManager
                .createQuery("""
                        delete from PasskeyRow passkey
                        where passkey.key.userId = :userId and passkey.details.sequence <= :sequence
                        and passkey.key.generation <>
                            (select active.generation from ActiveGeneration active where active.name = :readModel)
                        """)
                .setParameter("readModel", NAME)
                .setParameter("userId", userId.value())
                .setParameter("sequence", sequence)
                .executeUpdate();
    }

    @EventHandler
    void on(UserEvent event, DomainEventMessage<?> message) {
        if (PasskeyReducer.reduces(event)) {
            fold.fold(message, batch -> step(generation, batch, event, message));
        }
    }

    private static void step(
            int generation, Batch<PasskeyRow.Key, Passkey> batch, UserEvent event, DomainEventMessage<?> message) {
        if (!PasskeyReducer.reduces(event)) {
            return;
        }
        UnaryOperator<@Nullable Passkey> step = passkey -> PasskeyReducer.reduce(passkey, event, message);
        if (event instanceof PasskeyEvent ofPasskey) {
            batch.fold(PasskeyRows.key(generation, ofPasskey), step);
        } else {
            batch.foldAll(key -> key.userId().equals(event.userId().value()), step);
        }
    }

    @EventHandler
    void on(UnknownSerializedType unknown, DomainEventMessage<?> message) {
        UnreadableEvent.passOver(processor, unknown, message);
    }

    @QueryHandler
    List<PasskeyView> find(PasskeyQuery.OfUser query) {
        return query(READY + "and passkey.key.userId = :userId "
                        + "order by passkey.details.creationDate, passkey.key.passkeyId")
                .setParameter("userId", query.userId().value())
                .setMaxResults(PasskeyQuery.MAX_LIMIT)
                .getResultStream()
                .map(PasskeyRow::view)
                .toList();
    }

    /** Should there ever be two, which the claims of credentials prevent, the one that came first has it. */
    @QueryHandler
    Optional<RegisteredCredential> find(PasskeyQuery.OfCredential query) {
        return query(READY + "and passkey.credential.id = :credentialId "
                        + "order by passkey.details.creationDate, passkey.key.userId, passkey.key.passkeyId")
                .setParameter("credentialId", query.credentialId().value())
                .setMaxResults(1)
                .getResultStream()
                .map(PasskeyRow::registered)
                .findFirst();
    }

    private TypedQuery<PasskeyRow> query(String text) {
        return entityManagers
                .getEntityManager()
                .createQuery(text, PasskeyRow.class)
                .setParameter("readModel", NAME);
    }
}
