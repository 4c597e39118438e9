package dev.passlink.api;

import static dev.passlink.domain.Operation.ADD_MY_PASSWORDLESS_LINK;
import static dev.passlink.domain.Operation.ADD_PASSWORDLESS_REGISTRATION;
import static dev.passlink.domain.Operation.CREATE_PASSKEY_REGISTRATION_LINK;
import static dev.passlink.domain.Operation.LIST_LINKS;
import static dev.passlink.domain.Operation.REVOKE_LINKS;
import static dev.passlink.domain.Operation.SEND_MY_PASSWORDLESS_LINK;
import static dev.passlink.domain.Operation.SEND_PASSWORDLESS_REGISTRATION;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;

import dev.passlink.api.code.CodeDerivation;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.RevokeAllPasswordlessInitCodes;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeView;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The four operations: a registration link for oneself or for somebody else, handed back or mailed (behaviour, chapter
 * 4), and the same as user service v2 has it; and what has become of links, which can be listed and taken back (behaviour
 * C11).
 *
 * <p>Every answer comes asynchronously; a refusal completes it with {@link dev.passlink.domain.Rejected} and stores
 * nothing. Any method may be refused with OVERLOADED, UNAVAILABLE or INTERNAL; a manager's also with PERMISSION_DENIED (in
 * the working organization) and USER_NOT_FOUND (no such user there). What else may happen is said at each.
 */
public final class RegistrationLinks {

    private final Gate gate;
    private final CodeDerivation codes;
    private final LinkFormat format;
    private final UrlTemplates templates;
    private final Set<Medium> media;
    private final @Nullable ResourceOwner workingOrganization;
    private final @Nullable IdempotencyKey key;

    RegistrationLinks(
            Gate gate,
            CodeDerivation codes,
            LinkFormat format,
            UrlTemplates templates,
            Set<Medium> media,
            @Nullable ResourceOwner workingOrganization,
            @Nullable IdempotencyKey key) {
        this.gate = gate;
        this.codes = codes;
        this.format = format;
        this.templates = templates;
        this.media = media;
        this.workingOrganization = workingOrganization;
        this.key = key;
    }

    /** The same, for a manager who works in this organization instead of their own (behaviour O4). */
    public RegistrationLinks in(ResourceOwner organization) {
        return new RegistrationLinks(gate, codes, format, templates, media, organization, key);
    }

    /**
     * The same, for one request that may be repeated (behaviour O7): whatever asks for a link with this key, by the same
     * caller for the same user, is answered the same link and details as the first time, and nothing is stored or mailed
     * again, as long as the link's code is remembered. Listing and revoking take no notice of the key.
     *
     * <p>Where the key was used for another operation, or with another template: REQUEST_INVALID.
     */
    public RegistrationLinks repeatable(IdempotencyKey key) {
        return new RegistrationLinks(gate, codes, format, templates, media, workingOrganization, key);
    }

    /**
     * Adds a link for the caller and returns it.
     *
     * <p>USER_NOT_FOUND, USER_NOT_ACTIVE, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<RegistrationLink> addMine(Caller caller) {
        return add(caller, caller.userId(), Medium.RETURNED, new Authority.Oneself(caller, ADD_MY_PASSWORDLESS_LINK))
                .thenApply(code -> link(caller.userId(), code));
    }

    /**
     * Adds a link for the caller and mails it; answers as soon as the code is stored.
     *
     * <p>USER_NOT_FOUND, USER_NOT_ACTIVE, EMAIL_MISSING, TOO_MANY_MAILS, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<ObjectDetails> sendMine(Caller caller) {
        return add(caller, caller.userId(), Medium.MAIL, new Authority.Oneself(caller, SEND_MY_PASSWORDLESS_LINK))
                .thenApply(InitCode::details);
    }

    /**
     * Adds a link for a user and returns it; needs {@code user.credential.write}.
     *
     * <p>USER_NOT_ACTIVE, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<RegistrationLink> add(Caller caller, UserId userId) {
        return add(caller, userId, Medium.RETURNED, manager(caller, ADD_PASSWORDLESS_REGISTRATION))
                .thenApply(code -> link(userId, code));
    }

    /**
     * Adds a link for a user and mails it; needs {@code user.write}; answers as soon as the code is stored.
     *
     * <p>USER_NOT_ACTIVE, EMAIL_MISSING, TOO_MANY_MAILS, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<ObjectDetails> send(Caller caller, UserId userId) {
        return add(caller, userId, Medium.MAIL, manager(caller, SEND_PASSWORDLESS_REGISTRATION))
                .thenApply(InitCode::details);
    }

    /**
     * Adds a code for a user of whichever organization and returns it without a link; needs {@code user.passkey.write} in the
     * organization that owns the user, and who lacks it there is answered USER_NOT_FOUND (user service v2).
     *
     * <p>USER_NOT_ACTIVE, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<AddedCode> createCode(Caller caller, UserId userId) {
        return add(caller, userId, Medium.RETURNED, null, owners(caller))
                .thenApply(code -> new AddedCode(
                        code.details(),
                        new RegistrationCode(code.codeId(), codes.derive(userId, code)),
                        code.expiry()));
    }

    /**
     * Adds a link for a user of whichever organization and mails it; needs {@code user.passkey.write} as {@link #createCode}
     * does; answers as soon as the code is stored.
     *
     * <p>USER_NOT_ACTIVE, EMAIL_MISSING, TOO_MANY_MAILS, TOO_MANY_OPEN_CODES.
     */
    public CompletableFuture<ObjectDetails> createAndSend(Caller caller, UserId userId) {
        return add(caller, userId, Medium.MAIL, null, owners(caller)).thenApply(InitCode::details);
    }

    /**
     * The same with a link that is written otherwise, to lead to a page of the application.
     *
     * <p>REQUEST_INVALID if the template leads to a host that is not {@linkplain Passlink.Builder#urlTemplateHosts allowed},
     * is neither https nor http on localhost, has unknown fields, or lacks <code>{{.Code}}</code>.
     *
     * @param template an address with the fields <code>{{.UserID}} {{.OrgID}} {{.CodeID}} {{.Code}}</code> in its path, query
     *     or fragment, whose values are percent-encoded
     */
    public CompletableFuture<ObjectDetails> createAndSend(Caller caller, UserId userId, UrlTemplate template) {
        return CompletableFuture.completedFuture(template)
                .thenApply(templates::accepted)
                .thenCompose(accepted -> add(caller, userId, Medium.MAIL, accepted, owners(caller)))
                .thenApply(InitCode::details);
    }

    /**
     * Lists the links of a user, the newest first and at most 100, never with their codes; needs {@code user.read}. A
     * caller sees what they wrote before.
     */
    public CompletableFuture<List<InitCodeView>> list(Caller caller, UserId userId) {
        return list(caller, userId, 0, InitCodeQuery.OfUser.DEFAULT_LIMIT);
    }

    /**
     * The same, a page at a time. A link that is added between two pages moves the others on.
     *
     * <p>REQUEST_INVALID.
     *
     * @param offset how many of the newest to leave out, at least 0
     * @param limit  how many to answer at most, 1 to 1000
     */
    public CompletableFuture<List<InitCodeView>> list(Caller caller, UserId userId, int offset, int limit) {
        return list(userId, offset, limit, manager(caller, LIST_LINKS));
    }

    /**
     * Lists the caller's own links, the newest first, never with their codes. Callers see what they wrote before.
     *
     * <p>USER_NOT_FOUND, REQUEST_INVALID.
     *
     * @param offset how many of the newest to leave out, at least 0
     * @param limit  how many to answer at most, 1 to 1000
     */
    public CompletableFuture<List<InitCodeView>> listMine(Caller caller, int offset, int limit) {
        return list(caller.userId(), offset, limit, new Authority.Oneself(caller, LIST_LINKS));
    }

    /**
     * Takes one open link back; needs {@code user.write}; answers the code's details, also if it is closed already.
     *
     * <p>CODE_NOT_FOUND.
     */
    public CompletableFuture<ObjectDetails> revoke(Caller caller, UserId userId, CodeId codeId) {
        return gate.give(new RevokePasswordlessInitCode(userId, codeId, manager(caller, REVOKE_LINKS)));
    }

    /**
     * Takes one of the caller's own open links back; answers the code's details, also if it is closed already.
     *
     * <p>USER_NOT_FOUND, CODE_NOT_FOUND.
     */
    public CompletableFuture<ObjectDetails> revokeMine(Caller caller, CodeId codeId) {
        return gate.give(
                new RevokePasswordlessInitCode(caller.userId(), codeId, new Authority.Oneself(caller, REVOKE_LINKS)));
    }

    /** Takes all open links of a user back; needs {@code user.write}; answers the user's details. */
    public CompletableFuture<ObjectDetails> revokeAll(Caller caller, UserId userId) {
        return gate.give(new RevokeAllPasswordlessInitCodes(userId, manager(caller, REVOKE_LINKS)));
    }

    /**
     * Takes all of the caller's own open links back; answers the caller's details as a user.
     *
     * <p>USER_NOT_FOUND.
     */
    public CompletableFuture<ObjectDetails> revokeAllMine(Caller caller) {
        return gate.give(
                new RevokeAllPasswordlessInitCodes(caller.userId(), new Authority.Oneself(caller, REVOKE_LINKS)));
    }

    private CompletableFuture<List<InitCodeView>> list(UserId userId, int offset, int limit, Authority authority) {
        return CompletableFuture.completedFuture(limit)
                .thenApply(most -> new InitCodeQuery.OfUser(userId, offset, most)) // what cannot be is refused first
                .thenCompose(query -> gate.ask(
                        authority, userId, ReadModel.INIT_CODES, query, multipleInstancesOf(InitCodeView.class)));
    }

    private CompletableFuture<InitCode> add(Caller caller, UserId userId, Medium medium, Authority authority) {
        return add(caller, userId, medium, null, authority);
    }

    private CompletableFuture<InitCode> add(
            Caller caller, UserId userId, Medium medium, @Nullable UrlTemplate template, Authority authority) {
        if (!media.contains(medium)) {
            return CompletableFuture.failedFuture(new Rejected(new Failure.Unavailable("Mail is not set up here.")));
        }
        RequestFingerprint request = key == null ? null : key.fingerprint(caller);
        return gate.give(new AddPasswordlessInitCode(
                userId, codes.newCodeId(), codes.newSeed(), medium, request, template, authority));
    }

    RegistrationLink link(UserId userId, InitCode code) {
        return new RegistrationLink(code.codeId(), code.details(), address(userId, code), code.expiry());
    }

    private URI address(UserId userId, InitCode code) {
        ResourceOwner owner = code.details().resourceOwner();
        UrlTemplate template = code.urlTemplate();
        return template == null
                ? format.link(userId, owner, code.codeId(), codes.derive(userId, code))
                : UrlTemplates.link(template, userId, owner, code.codeId(), codes.derive(userId, code));
    }

    private static Authority owners(Caller caller) {
        return new Authority.ManagerAtHome(caller, CREATE_PASSKEY_REGISTRATION_LINK);
    }

    private Authority manager(Caller caller, Operation operation) {
        return new Authority.Manager(caller, operation, workingOrganization);
    }
}
