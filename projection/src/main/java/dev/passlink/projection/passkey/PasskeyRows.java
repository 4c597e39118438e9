package dev.passlink.projection.passkey;

import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.fold.Row;
import dev.passlink.projection.fold.RowFold;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.common.jpa.EntityManagerProvider;

/**
 * The rows of one generation, to be folded.
 *
 * @param generation     the generation
 * @param entityManagers gives the entity manager of the current thread's transaction
 */
record PasskeyRows(int generation, EntityManagerProvider entityManagers)
        implements RowFold.Storage<PasskeyRow.Key, Passkey> {

    /** SQL with arrays: a list of a thousand parameters would be planned anew for every batch. */
    private static final String CONCERNED = """
            select passkey.* from unnest(cast(:userIds as varchar array), cast(:passkeyIds as varchar array))
                as concerned (user_id, passkey_id)
            join passlink_passkey passkey on passkey.generation = :generation
                and passkey.user_id = concerned.user_id and passkey.passkey_id = concerned.passkey_id
            union all
            select passkey.* from unnest(cast(:removed as varchar array)) as removed (user_id)
            join passlink_passkey passkey on passkey.generation = :generation and passkey.user_id = removed.user_id
            """;

    static PasskeyRow.Key key(int generation, PasskeyEvent event) {
        return new PasskeyRow.Key(
                generation, event.userId().value(), event.passkeyId().value());
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<PasskeyRow> load(List<UserEvent> events) {
        List<PasskeyRow.Key> keys = events.stream()
                .filter(PasskeyEvent.class::isInstance)
                .map(event -> key(generation, (PasskeyEvent) event))
                .distinct()
                .toList();
        Stream<UserEvent> removals = events.stream().filter(UserRemoved.class::isInstance);
        return entityManagers
                .getEntityManager()
                .createNativeQuery(CONCERNED, PasskeyRow.class)
                .setParameter("generation", generation)
                .setParameter("userIds", ids(keys.stream().map(PasskeyRow.Key::userId)))
                .setParameter("passkeyIds", ids(keys.stream().map(PasskeyRow.Key::passkeyId)))
                .setParameter(
                        "removed",
                        ids(removals.map(event -> event.userId().value()).distinct()))
                .getResultList();
    }

    private static String[] ids(Stream<String> ids) {
        return ids.toArray(String[]::new);
    }

    @Override
    public void insert(PasskeyRow.Key key, Passkey passkey) {
        entityManagers.getEntityManager().persist(new PasskeyRow(key, passkey));
    }

    @Override
    public void delete(Row<PasskeyRow.Key, Passkey> row) {
        entityManagers.getEntityManager().remove(row);
    }
}
