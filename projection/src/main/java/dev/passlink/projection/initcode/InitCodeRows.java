package dev.passlink.projection.initcode;

import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.event.InitCodeEvent;
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
record InitCodeRows(int generation, EntityManagerProvider entityManagers)
        implements RowFold.Storage<InitCodeRow.Key, InitCode> {

    /** SQL with arrays: a list of a thousand parameters would be planned anew for every batch. */
    private static final String CONCERNED = """
            select code.* from unnest(cast(:userIds as varchar array), cast(:codeIds as varchar array))
                as concerned (user_id, code_id)
            join passlink_init_code code on code.generation = :generation
                and code.user_id = concerned.user_id and code.code_id = concerned.code_id
            union all
            select code.* from unnest(cast(:removed as varchar array)) as removed (user_id)
            join passlink_init_code code on code.generation = :generation and code.user_id = removed.user_id
            """;

    static InitCodeRow.Key key(int generation, InitCodeEvent event) {
        return new InitCodeRow.Key(
                generation, event.userId().value(), event.codeId().value());
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<InitCodeRow> load(List<UserEvent> events) {
        List<InitCodeRow.Key> keys = events.stream()
                .filter(InitCodeEvent.class::isInstance)
                .map(event -> key(generation, (InitCodeEvent) event))
                .distinct()
                .toList();
        Stream<UserEvent> removals = events.stream().filter(UserRemoved.class::isInstance);
        return entityManagers
                .getEntityManager()
                .createNativeQuery(CONCERNED, InitCodeRow.class)
                .setParameter("generation", generation)
                .setParameter("userIds", ids(keys.stream().map(InitCodeRow.Key::userId)))
                .setParameter("codeIds", ids(keys.stream().map(InitCodeRow.Key::codeId)))
                .setParameter(
                        "removed",
                        ids(removals.map(event -> event.userId().value()).distinct()))
                .getResultList();
    }

    private static String[] ids(Stream<String> ids) {
        return ids.toArray(String[]::new);
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
