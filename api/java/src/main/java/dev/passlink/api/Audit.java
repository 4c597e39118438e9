package dev.passlink.api;

import static dev.passlink.domain.Operation.LIST_EVENTS;
import static org.axonframework.messaging.responsetypes.ResponseTypes.instanceOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.audit.AuditQuery;
import dev.passlink.projection.audit.AuditTotals;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has happened, and how users were at any time. Reads only: nothing is stored, sent or changed.
 *
 * <p>All of it needs {@code audit.read}. Whoever holds it in an organization sees what happened while that organization owned
 * the user; events whose metadata names no owner are for those who hold it everywhere.
 *
 * <p>Every answer comes asynchronously, but that of {@link #history}; a refusal completes it with {@link Rejected}. Any method
 * may be refused with PERMISSION_DENIED (in the working organization), REQUEST_INVALID (a filter for an organization other than
 * the named working one), OVERLOADED, UNAVAILABLE or INTERNAL. What else may happen is said at each.
 */
public final class Audit {

    private final Gate gate;
    private final @Nullable ResourceOwner workingOrganization;

    Audit(Gate gate, @Nullable ResourceOwner workingOrganization) {
        this.gate = gate;
        this.workingOrganization = workingOrganization;
    }

    /** The same, for somebody who works in this organization instead of their own (behaviour O4). */
    public Audit in(ResourceOwner organization) {
        return new Audit(gate, organization);
    }

    /**
     * What has happened, in the order of the store: of the working organization; of all organizations, if none was named and
     * the permission is held everywhere. A caller's own writes are among it (behaviour P5); it ends when it has caught up with
     * the present. Reads a page at a time, on the thread that reads the stream, and never holds more than one.
     *
     * @param filter which events
     * @throws Rejected where the others complete with it, also while the stream is read
     */
    public Stream<AuditEntry> history(Caller caller, AuditFilter filter) {
        return history(gate, Answers.of(visible(caller, filter)));
    }

    /** All that the read model has of what is asked for. */
    static Stream<AuditEntry> history(Gate gate, AuditFilter filter) {
        Function<Long, Optional<AuditPage>> after = position ->
                Optional.of(Answers.of(page(gate, new AuditQuery.Page(filter, position, AuditQuery.MAX_LIMIT))));
        return Stream.iterate(
                        after.apply(AuditQuery.Page.BEGINNING),
                        Optional::isPresent,
                        page -> page.map(AuditPage::next).flatMap(after))
                .flatMap(page -> page.orElseThrow().entries().stream());
    }

    /**
     * Some of what has happened, as in {@link #history}. An event that is being stored while a page is read may lie before its
     * end and come to light later; whoever needs all of them asks until some time that has passed.
     *
     * @param filter which events
     * @param after  those at greater positions than this, as the page before says; {@code null} from the beginning
     * @param limit  how many to answer at most, 1 to 1000
     */
    public CompletableFuture<AuditPage> page(Caller caller, AuditFilter filter, @Nullable Long after, int limit) {
        long position = after == null ? AuditQuery.Page.BEGINNING : after;
        return CompletableFuture.completedFuture(limit)
                .thenApply(most -> new AuditQuery.Page(filter, position, most)) // what cannot be is refused first
                .thenCompose(asked -> visible(caller, filter))
                .thenCompose(visible -> page(gate, new AuditQuery.Page(visible, position, limit)));
    }

    /** How many events {@link #history} tells, and of what. */
    public CompletableFuture<AuditTotals> totals(Caller caller, AuditFilter filter) {
        return visible(caller, filter).thenCompose(visible -> totals(gate, visible));
    }

    /**
     * A user as it was at some time: folded from its events that were not after it.
     *
     * <p>USER_NOT_FOUND, if there was no such user yet, or the caller may not see the organization that owned it.
     *
     * @param time to the millisecond; the events of that millisecond count
     */
    public CompletableFuture<UserAsOf> asOf(Caller caller, UserId userId, Instant time) {
        return asOf(caller, userId, TimeTravel.to(userId, time));
    }

    /**
     * A user as it was after its event of some sequence; as it is now, if there are not so many.
     *
     * <p>USER_NOT_FOUND, if there is no such user, or the caller may not see the organization that owned it then.
     *
     * @param sequence as object details count, at least 1
     */
    public CompletableFuture<UserAsOf> asOf(Caller caller, UserId userId, long sequence) {
        return CompletableFuture.completedFuture(sequence)
                .thenApply(last -> TimeTravel.to(userId, last))
                .thenCompose(travel -> asOf(caller, userId, travel));
    }

    private CompletableFuture<UserAsOf> asOf(Caller caller, UserId userId, TimeTravel travel) {
        Authority auditor = auditor(caller);
        return gate.admit(auditor)
                .thenCompose(admitted -> asOf(gate, userId, travel))
                .thenApply(then -> {
                    gate.requireOver(auditor, userId, then.owner());
                    return then;
                });
    }

    static CompletableFuture<UserAsOf> asOf(Gate gate, UserId userId, TimeTravel travel) {
        return gate.read(userId, stream -> travel.over(stream.asStream().iterator()))
                .thenApply(then -> then.orElseThrow(() -> new Rejected(new Failure.UserNotFound())));
    }

    static CompletableFuture<AuditPage> page(Gate gate, AuditQuery.Page query) {
        return gate.ask(ReadModel.AUDIT_TRAIL, query, multipleInstancesOf(AuditEntry.class))
                .thenApply(entries -> AuditPage.of(entries, query.limit()));
    }

    static CompletableFuture<AuditTotals> totals(Gate gate, AuditFilter filter) {
        return gate.ask(ReadModel.AUDIT_TRAIL, new AuditQuery.Totals(filter), instanceOf(AuditTotals.class));
    }

    /** As much of what is asked for as the caller may see. */
    private CompletableFuture<AuditFilter> visible(Caller caller, AuditFilter filter) {
        return gate.admit(auditor(caller)).thenApply(admitted -> {
            ResourceOwner asked = filter.organization();
            ResourceOwner limit = limit(caller);
            if (limit == null || limit.equals(asked)) {
                return filter;
            }
            if (asked == null) {
                return filter.in(limit);
            }
            throw new Rejected(
                    workingOrganization == null
                            ? new Failure.PermissionDenied()
                            : new Failure.RequestInvalid("the filter is for another organization than the request"));
        });
    }

    /** The one organization that may be seen; {@code null} for all. */
    private @Nullable ResourceOwner limit(Caller caller) {
        if (workingOrganization != null) {
            return workingOrganization;
        }
        return gate.isAdmittedEverywhere(caller, LIST_EVENTS) ? null : caller.organization();
    }

    private Authority auditor(Caller caller) {
        return new Authority.Manager(caller, LIST_EVENTS, workingOrganization);
    }
}
