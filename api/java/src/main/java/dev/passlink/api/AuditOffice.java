package dev.passlink.api;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;

import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.audit.AuditQuery;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.audit.AuditedUser;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * {@link Audit} for whoever runs the system: all organizations, no permissions, no key of codes. It may be opened beside
 * running nodes, of which it takes nothing over: it runs no projection, stores nothing and sends nothing. The history is as
 * far as their projection is, which {@link #behind} tells; how users were is read from their events.
 *
 * <p>Every method may be refused with {@link Rejected}: the failures of {@link Audit}, without those about permissions.
 */
public final class AuditOffice implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final OpenStore store;
    private final Engine engine;
    private final Gate gate;

    private AuditOffice(OpenStore store) {
        this.store = store;
        this.engine = store.engine();
        this.gate = new Gate(engine, Roles.DEFAULT, new CompositeMeterRegistry());
    }

    /**
     * Opens it on a store that holds events.
     *
     * @param access         where the store is
     * @param personalKeyset the file with the keys that personal data is encrypted with
     * @throws IllegalStateException if it is not the one of this store
     */
    public static AuditOffice open(StoreAccess access, Path personalKeyset) {
        return new AuditOffice(OpenStore.open(access, personalKeyset, engine -> engine.answers(ReadModel.AUDIT_TRAIL))
                .started());
    }

    /**
     * Waits until the audit trail lacks nothing, and says how far it still is behind the head of the store.
     *
     * @param bound how long to wait at most
     * @return positions, at least as many as events; 0 if it lacks nothing
     */
    public long behind(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        long behind = engine.behind(ReadModel.AUDIT_TRAIL);
        while (behind > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            behind = engine.behind(ReadModel.AUDIT_TRAIL);
        }
        return behind;
    }

    /** What has happened, in the order of the store; reads a page at a time, on the thread that reads the stream. */
    public Stream<AuditEntry> history(AuditFilter filter) {
        return Audit.history(gate, filter);
    }

    /** How many events {@link #history} tells, and of what. */
    public AuditTotals totals(AuditFilter filter) {
        return Answers.of(Audit.totals(gate, filter));
    }

    /** A user as it was at some time; empty if there was no such user yet. */
    public Optional<UserAsOf> asOf(UserId userId, Instant time) {
        return asOf(userId, TimeTravel.to(userId, time));
    }

    /** A user as it was after its event of some sequence, at least 1; empty if there is no such user. */
    public Optional<UserAsOf> asOf(UserId userId, long sequence) {
        return asOf(userId, TimeTravel.to(userId, sequence));
    }

    /**
     * How all users were at some time that were there then or had been, in an order of their ids; reads one after the other,
     * on the thread that reads the stream. Who there is comes from the audit trail.
     *
     * @param filter of these, those that any such event happened to by then
     */
    public Stream<UserAsOf> asOf(AuditFilter filter, Instant time) {
        AuditFilter byThen = filter.until(time.truncatedTo(MILLIS).plusMillis(1));
        Function<Optional<AuditedUser>, List<AuditedUser>> page = after -> Answers.of(gate.ask(
                ReadModel.AUDIT_TRAIL,
                new AuditQuery.Users(byThen, after.map(AuditedUser::userId).orElse(null), AuditQuery.MAX_LIMIT),
                multipleInstancesOf(AuditedUser.class)));
        return Stream.iterate(
                        page.apply(Optional.empty()),
                        users -> !users.isEmpty(),
                        users -> page.apply(Optional.of(users.get(users.size() - 1))))
                .flatMap(List::stream)
                .flatMap(user -> asOf(user.userId(), time).stream());
    }

    private Optional<UserAsOf> asOf(UserId userId, TimeTravel travel) {
        try {
            return Optional.of(Answers.of(Audit.asOf(gate, userId, travel)));
        } catch (Rejected refused) {
            if (refused.failure() instanceof Failure.UserNotFound) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
