package dev.passlink.api;

import static dev.passlink.domain.Operation.DROP_DEAD_LETTERS;
import static dev.passlink.domain.Operation.LIST_DEAD_LETTERS;
import static dev.passlink.domain.Operation.RETRY_DEAD_LETTERS;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserCommand.DropPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserCommand.RetryPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.eventhandling.GenericEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * The mails with registration links that were given up (behaviour M2): refused for good by a mail server, or not delivered
 * before the code expired. The name is the one that mail and message systems have for them.
 *
 * <p>Every answer comes asynchronously; a refusal completes it with {@link dev.passlink.domain.Rejected} and stores
 * nothing. Any method may be refused with PERMISSION_DENIED (in the working organization), OVERLOADED, UNAVAILABLE or
 * INTERNAL; one about a user also with USER_NOT_FOUND (no such user there). What else may happen is said at each.
 */
public final class DeadLetters {

    private final Gate gate;
    private final @Nullable ResourceOwner workingOrganization;

    DeadLetters(Gate gate, @Nullable ResourceOwner workingOrganization) {
        this.gate = gate;
        this.workingOrganization = workingOrganization;
    }

    /** The same, for a manager who works in this organization instead of their own (behaviour O4). */
    public DeadLetters in(ResourceOwner organization) {
        return new DeadLetters(gate, organization);
    }

    /**
     * Lists what was given up in the working organization, the latest first; in all organizations, if none was named and
     * the permission is held everywhere. Needs {@code user.read}. What can no longer be retried is listed as well, until
     * it is dropped or its code is forgotten (behaviour C11). A caller sees what they wrote before.
     *
     * <p>REQUEST_INVALID.
     *
     * @param offset how many of the latest to leave out, at least 0
     * @param limit  how many to answer at most, 1 to 1000
     */
    public CompletableFuture<List<InitCodeView>> list(Caller caller, int offset, int limit) {
        return gate.admit(manager(caller, LIST_DEAD_LETTERS))
                .thenCompose(admitted -> list(null, organization(caller), offset, limit));
    }

    /** Lists what was given up of one user, the latest first and at most 1000; needs {@code user.read}. */
    public CompletableFuture<List<InitCodeView>> list(Caller caller, UserId userId) {
        return gate.ask(
                manager(caller, LIST_DEAD_LETTERS),
                userId,
                ReadModel.INIT_CODES,
                undelivered(userId, null, 0, InitCodeQuery.MAX_LIMIT),
                multipleInstancesOf(InitCodeView.class));
    }

    /**
     * Has a mail delivered after all; needs {@code user.write}; answers the code's details. One that is due or sent needs
     * nothing.
     *
     * <p>CODE_NOT_FOUND; CODE_EXPIRED, CODE_USED, CODE_REVOKED or CODE_INVALID, if the code is no longer good;
     * REQUEST_INVALID, if the mail was dropped or there was none.
     */
    public CompletableFuture<ObjectDetails> retry(Caller caller, UserId userId, CodeId codeId) {
        return retry(userId, codeId, manager(caller, RETRY_DEAD_LETTERS));
    }

    /**
     * Gives a mail up for good, so that it is no longer listed; needs {@code user.write}; answers the code's details. The
     * code is as good as before.
     *
     * <p>CODE_NOT_FOUND; REQUEST_INVALID, if the mail was not given up.
     */
    public CompletableFuture<ObjectDetails> drop(Caller caller, UserId userId, CodeId codeId) {
        return drop(userId, codeId, manager(caller, DROP_DEAD_LETTERS));
    }

    CompletableFuture<ObjectDetails> retry(UserId userId, CodeId codeId, Authority authority) {
        return gate.give(new RetryPasswordlessInitCodeDelivery(userId, codeId, authority));
    }

    CompletableFuture<ObjectDetails> drop(UserId userId, CodeId codeId, Authority authority) {
        return gate.give(new DropPasswordlessInitCodeDelivery(userId, codeId, authority));
    }

    CompletableFuture<List<InitCodeView>> list(
            @Nullable UserId userId, @Nullable ResourceOwner organization, int offset, int limit) {
        return gate.ask(
                ReadModel.INIT_CODES,
                undelivered(userId, organization, offset, limit),
                multipleInstancesOf(InitCodeView.class));
    }

    private static InitCodeQuery.Undelivered undelivered(
            @Nullable UserId userId, @Nullable ResourceOwner organization, int offset, int limit) {
        return new InitCodeQuery.Undelivered(userId, organization, GenericEventMessage.clock.instant(), offset, limit);
    }

    private @Nullable ResourceOwner organization(Caller caller) {
        if (workingOrganization != null) {
            return workingOrganization;
        }
        return gate.isAdmittedEverywhere(caller, LIST_DEAD_LETTERS) ? null : caller.organization();
    }

    private Authority manager(Caller caller, Operation operation) {
        return new Authority.Manager(caller, operation, workingOrganization);
    }
}
