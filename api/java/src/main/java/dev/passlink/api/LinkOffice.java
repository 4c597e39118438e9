package dev.passlink.api;

import static dev.passlink.domain.Operation.REVOKE_LINKS;

import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.UserCommand.RevokeAllPasswordlessInitCodes;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The registration links of users for whoever runs the system, on record as {@code system:cli} (behaviour C11): all
 * organizations, no permissions, no key of codes or of personal data. It reads and decides on the events themselves, so it
 * is up to date with and without running nodes, of which it takes nothing over.
 *
 * <p>Every method may be refused with {@link Rejected}: USER_NOT_FOUND, UNAVAILABLE or INTERNAL, and what is said at each.
 */
public final class LinkOffice implements AutoCloseable {

    private static final Authority REVOKING = new Authority.Part("cli", REVOKE_LINKS);

    private final OpenStore store;
    private final Gate gate;

    private LinkOffice(OpenStore store) {
        this.store = store;
        this.gate = new Gate(store.engine(), Roles.DEFAULT, new CompositeMeterRegistry());
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access where the store is
     */
    public static LinkOffice open(StoreAccess access) {
        return new LinkOffice(OpenStore.open(access, null, OpenStore::deciding).started());
    }

    /** All links of a user since it was added last, the newest first, never with their codes. */
    public List<InitCodeView> list(UserId userId) {
        UserAsOf now = Answers.of(Audit.asOf(gate, userId, TimeTravel.to(userId, Long.MAX_VALUE)));
        if (!now.isThere()) {
            throw new Rejected(new Failure.UserNotFound());
        }
        List<InitCodeView> links = new ArrayList<>(now.codes());
        Collections.reverse(links);
        return links;
    }

    /** One link of a user; may also be refused with CODE_NOT_FOUND. */
    public InitCodeView find(UserId userId, CodeId codeId) {
        return list(userId).stream()
                .filter(link -> link.codeId().equals(codeId))
                .findFirst()
                .orElseThrow(() -> new Rejected(new Failure.CodeNotFound()));
    }

    /**
     * Takes one open link of a user back; one that is closed or has expired stays as it is. May also be refused with
     * CODE_NOT_FOUND.
     *
     * @return the link as it is then
     */
    public InitCodeView revoke(UserId userId, CodeId codeId) {
        Answers.of(gate.give(new RevokePasswordlessInitCode(userId, codeId, REVOKING)));
        return find(userId, codeId);
    }

    /**
     * Takes all open links of a user back, all at once.
     *
     * @return those that were taken back by it
     */
    public List<InitCodeView> revokeAll(UserId userId) {
        Set<CodeId> before = revoked(userId).stream().map(InitCodeView::codeId).collect(Collectors.toSet());
        Answers.of(gate.give(new RevokeAllPasswordlessInitCodes(userId, REVOKING)));
        return revoked(userId).stream()
                .filter(link -> !before.contains(link.codeId()))
                .toList();
    }

    private List<InitCodeView> revoked(UserId userId) {
        return list(userId).stream()
                .filter(link -> link.state() == CodeState.REVOKED)
                .toList();
    }

    @Override
    public void close() {
        store.close();
    }
}
