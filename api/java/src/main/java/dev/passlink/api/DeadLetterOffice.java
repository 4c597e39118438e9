package dev.passlink.api;

import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeView;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link DeadLetters} for whoever runs the system, on record as {@code system:cli}: all organizations, no permissions, no
 * key of codes or of personal data. It decides on the store itself and may be opened beside running nodes, of which it takes nothing over: it
 * runs no projection and mails nothing. What it lists is as far as their projections are.
 *
 * <p>Every method may be refused with {@link Rejected}: the failures of {@link DeadLetters}, without those about
 * permissions.
 */
public final class DeadLetterOffice implements AutoCloseable {

    private final OpenStore store;
    private final DeadLetters letters;

    private DeadLetterOffice(OpenStore store) {
        this.store = store;
        this.letters = new DeadLetters(new Gate(store.engine(), Roles.DEFAULT, new CompositeMeterRegistry()), null);
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access where the store is
     */
    public static DeadLetterOffice open(StoreAccess access) {
        return new DeadLetterOffice(OpenStore.open(
                        access, null, engine -> OpenStore.deciding(engine).answers(ReadModel.INIT_CODES))
                .started());
    }

    /**
     * All mails that were given up, the latest first.
     *
     * @param userId only of this user; {@code null} for all
     */
    public List<InitCodeView> list(@Nullable UserId userId) {
        List<InitCodeView> all = new ArrayList<>();
        List<InitCodeView> page;
        do {
            page = Answers.of(letters.list(userId, null, all.size(), InitCodeQuery.MAX_LIMIT));
            all.addAll(page);
        } while (page.size() == InitCodeQuery.MAX_LIMIT);
        return all;
    }

    /** Has a mail delivered after all. */
    public void retry(UserId userId, CodeId codeId) {
        Answers.of(letters.retry(userId, codeId, new Authority.Part("cli", Operation.RETRY_DEAD_LETTERS)));
    }

    /** Gives a mail up for good. */
    public void drop(UserId userId, CodeId codeId) {
        Answers.of(letters.drop(userId, codeId, new Authority.Part("cli", Operation.DROP_DEAD_LETTERS)));
    }

    @Override
    public void close() {
        store.close();
    }
}
