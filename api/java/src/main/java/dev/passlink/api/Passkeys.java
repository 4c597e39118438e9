package dev.passlink.api;

import static dev.passlink.domain.Operation.LIST_HUMAN_PASSWORDLESS;
import static dev.passlink.domain.Operation.LIST_MY_PASSWORDLESS;
import static dev.passlink.domain.Operation.LIST_PASSKEYS;
import static dev.passlink.domain.Operation.REGISTER_PASSKEY;
import static dev.passlink.domain.Operation.REMOVE_HUMAN_PASSWORDLESS;
import static dev.passlink.domain.Operation.REMOVE_MY_PASSWORDLESS;
import static dev.passlink.domain.Operation.REMOVE_PASSKEY;
import static dev.passlink.domain.Operation.RENAME_PASSKEY;
import static dev.passlink.domain.Operation.SIGN_IN;
import static dev.passlink.domain.Operation.VERIFY_PASSKEY_REGISTRATION;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import dev.passlink.api.code.CodeDerivation;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.api.webauthn.Ceremonies;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PresentedCode;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.LookAtPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.RecordPasskeyUse;
import dev.passlink.domain.user.UserCommand.RemovePasskey;
import dev.passlink.domain.user.UserCommand.RenamePasskey;
import dev.passlink.domain.user.UserCommand.StartPasskeyRegistration;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.passkey.PasskeyQuery;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.passkey.RegisteredCredential;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Passkeys: registered in a ceremony of two steps, by whoever holds a link or is signed in; listed, renamed and removed; and
 * what the application's sign-in needs of them.
 *
 * <p>Every answer comes asynchronously; a refusal completes it with {@link Rejected}. Any method may be refused with
 * OVERLOADED, UNAVAILABLE or INTERNAL; a manager's also with PERMISSION_DENIED (in the working organization) and
 * USER_NOT_FOUND (no such user there). What else may happen is said at each.
 */
public final class Passkeys {

    private static final int LONGEST_ANSWER = 65_536;

    private final Gate gate;
    private final CodeDerivation codes;
    private final Ceremonies ceremonies;
    private final Looks looks;
    private final Reach reach;

    Passkeys(Gate gate, CodeDerivation codes, Ceremonies ceremonies) {
        this(gate, codes, ceremonies, new Looks(), new Reach.WorkingOrganization(null));
    }

    private Passkeys(Gate gate, CodeDerivation codes, Ceremonies ceremonies, Looks looks, Reach reach) {
        this.gate = gate;
        this.codes = codes;
        this.ceremonies = ceremonies;
        this.looks = looks;
        this.reach = reach;
    }

    /** The same, for a manager who works in this organization instead of their own (behaviour O4). */
    public Passkeys in(ResourceOwner organization) {
        return new Passkeys(gate, codes, ceremonies, looks, new Reach.WorkingOrganization(organization));
    }

    /**
     * The same as user service v2 has it: who asks for themself acts for themself, and a manager acts in whichever
     * organization owns the user; who lacks the permission there is answered USER_NOT_FOUND.
     */
    public Passkeys inOwnersOrganization() {
        return new Passkeys(gate, codes, ceremonies, looks, new Reach.OwnersOrganization());
    }

    /** Whom the passkeys are for. */
    public RelyingParty relyingParty() {
        return ceremonies.relyingParty();
    }

    // ------------------------------------------------------------------------------------------ whoever holds a link

    /**
     * Looks at what a link is for; changes and counts nothing (behaviour C9).
     *
     * <p>CODE_INVALID, CODE_EXPIRED, CODE_USED, CODE_REVOKED, USER_NOT_ACTIVE; OVERLOADED after 30 looks in a minute.
     */
    public CompletableFuture<SeenLink> look(LinkAccess link) {
        try {
            looks.allow(link);
        } catch (Rejected refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        CompletableFuture<Verdict> verdict =
                gate.give(new LookAtPasswordlessInitCode(link.userId(), presented(link), holder(link)));
        return verdict.thenApply(answer -> {
            Verdict.Seen seen = accepted(answer, Verdict.Seen.class);
            return new SeenLink(
                    seen.person().displayName(),
                    seen.person().userName(),
                    seen.code().expiresAt());
        });
    }

    /**
     * Begins to register a passkey with a link, which stays good.
     *
     * <p>CODE_INVALID, which counts as a wrong guess if there is such a link, CODE_EXPIRED, CODE_USED, CODE_REVOKED,
     * USER_NOT_ACTIVE; CEREMONY_FAILED if too many are under way.
     */
    public CompletableFuture<StartedRegistration> startRegistration(LinkAccess link, Authenticators wanted) {
        return start(link.userId(), presented(link), holder(link), wanted);
    }

    /**
     * Finishes it: the passkey is registered and the link used, both or neither.
     *
     * <p>As {@link #startRegistration(LinkAccess, Authenticators)}; CEREMONY_FAILED if it is not under way or the answer does
     * not fit, and PASSKEY_ALREADY_EXISTS: of these a link bears ten.
     *
     * @param credential what the browser answered, {@code RegistrationResponseJSON} of WebAuthn Level 3, at most 65,536
     *     characters
     */
    public CompletableFuture<ObjectDetails> finishRegistration(
            LinkAccess link, PasskeyId passkeyId, PasskeyName name, String credential) {
        return finish(link.userId(), passkeyId, name, credential, presented(link), holder(link));
    }

    // ------------------------------------------------------------------------------------------ whoever is signed in

    /**
     * Begins to register one more passkey of the caller.
     *
     * <p>USER_NOT_FOUND, USER_NOT_ACTIVE; CEREMONY_FAILED if too many are under way.
     */
    public CompletableFuture<StartedRegistration> startRegistration(Caller caller, Authenticators wanted) {
        return start(caller.userId(), null, new Authority.Oneself(caller, REGISTER_PASSKEY), wanted);
    }

    /**
     * Begins to register a passkey of a user whose code one was given; needs {@code user.passkey.write}, unless it is
     * oneself.
     *
     * <p>As with a link.
     */
    public CompletableFuture<StartedRegistration> startRegistration(
            Caller caller, UserId userId, RegistrationCode code, Authenticators wanted) {
        PresentedCode presented = new PresentedCode(code.codeId(), codes.prove(userId, code.codeId(), code.code()));
        return start(userId, presented, registering(caller, userId, REGISTER_PASSKEY), wanted);
    }

    /**
     * Finishes what the caller, or somebody with {@code user.passkey.write}, began.
     *
     * <p>As with a link.
     */
    public CompletableFuture<ObjectDetails> finishRegistration(
            Caller caller, UserId userId, PasskeyId passkeyId, PasskeyName name, String credential) {
        Authority authority = registering(caller, userId, VERIFY_PASSKEY_REGISTRATION);
        return finish(userId, passkeyId, name, credential, null, authority);
    }

    /** Lists the caller's passkeys, the oldest first. */
    public CompletableFuture<List<PasskeyView>> listMine(Caller caller) {
        return list(caller.userId(), new Authority.Oneself(caller, LIST_MY_PASSWORDLESS));
    }

    /** Takes one of the caller's passkeys away; PASSKEY_NOT_FOUND. */
    public CompletableFuture<ObjectDetails> removeMine(Caller caller, PasskeyId passkeyId) {
        return gate.give(
                new RemovePasskey(caller.userId(), passkeyId, new Authority.Oneself(caller, REMOVE_MY_PASSWORDLESS)));
    }

    /** Gives one of the caller's passkeys another name; PASSKEY_NOT_FOUND. */
    public CompletableFuture<ObjectDetails> renameMine(Caller caller, PasskeyId passkeyId, PasskeyName name) {
        return gate.give(
                new RenamePasskey(caller.userId(), passkeyId, name, new Authority.Oneself(caller, RENAME_PASSKEY)));
    }

    // ------------------------------------------------------------------------------------------ managers

    /** Lists a user's passkeys, the oldest first; needs {@code user.read}. A caller sees what they wrote before. */
    public CompletableFuture<List<PasskeyView>> list(Caller caller, UserId userId) {
        return list(userId, reach.authority(caller, userId, LIST_HUMAN_PASSWORDLESS, LIST_PASSKEYS));
    }

    /** Gives a user's passkey another name; needs {@code user.write}; PASSKEY_NOT_FOUND. */
    public CompletableFuture<ObjectDetails> rename(
            Caller caller, UserId userId, PasskeyId passkeyId, PasskeyName name) {
        Authority authority = reach.authority(caller, userId, RENAME_PASSKEY, RENAME_PASSKEY);
        return gate.give(new RenamePasskey(userId, passkeyId, name, authority));
    }

    /** Takes a user's passkey away; needs {@code user.write}; PASSKEY_NOT_FOUND. */
    public CompletableFuture<ObjectDetails> remove(Caller caller, UserId userId, PasskeyId passkeyId) {
        Authority authority = reach.authority(caller, userId, REMOVE_HUMAN_PASSWORDLESS, REMOVE_PASSKEY);
        return gate.give(new RemovePasskey(userId, passkeyId, authority));
    }

    // ------------------------------------------------------------------------------------------ the application's
    // sign-in

    /**
     * What a sign-in with a credential is verified with; empty if no user has such a passkey (any more). Whether the user may
     * sign in at all says {@link #used}.
     */
    public CompletableFuture<Optional<RegisteredCredential>> credential(CredentialId credentialId) {
        return gate.ask(
                ReadModel.PASSKEYS,
                new PasskeyQuery.OfCredential(credentialId),
                optionalInstanceOf(RegisteredCredential.class));
    }

    /**
     * Records that somebody has signed in with a passkey, whose answer the application has verified. Only then are they signed
     * in: this is refused to whom it must be.
     *
     * <p>USER_NOT_FOUND, USER_NOT_ACTIVE, PASSKEY_NOT_FOUND; CEREMONY_FAILED if the authenticator may have been copied.
     *
     * @param signCount the authenticator's signature counter, 0 to 2³²−1; it must have risen, unless it is and was 0
     */
    public CompletableFuture<ObjectDetails> used(UserId userId, PasskeyId passkeyId, long signCount) {
        return gate.give(new RecordPasskeyUse(userId, passkeyId, signCount, new Authority.Part("sign-in", SIGN_IN)));
    }

    /** Whoever registers a passkey of their own acts for themself. */
    private Authority registering(Caller caller, UserId userId, Operation operation) {
        return caller.userId().equals(userId)
                ? new Authority.Oneself(caller, operation)
                : reach.authority(caller, userId, operation, operation);
    }

    private CompletableFuture<StartedRegistration> start(
            UserId userId, @Nullable PresentedCode code, Authority authority, Authenticators wanted) {
        CompletableFuture<Verdict> verdict = gate.give(new StartPasskeyRegistration(
                userId,
                ceremonies.newPasskeyId(),
                ceremonies.newChallenge(),
                relyingParty().id(),
                ceremonies.newUserHandle(),
                code,
                authority));
        return verdict.thenApply(answer -> {
            Verdict.Started started = accepted(answer, Verdict.Started.class);
            return new StartedRegistration(
                    started.ceremony().passkey().passkeyId(),
                    ceremonies.creationOptions(started, wanted),
                    started.ceremony().passkey().details());
        });
    }

    private CompletableFuture<ObjectDetails> finish(
            UserId userId,
            PasskeyId passkeyId,
            PasskeyName name,
            String credential,
            @Nullable PresentedCode code,
            Authority authority) {
        if (credential.length() > LONGEST_ANSWER) {
            return CompletableFuture.failedFuture(
                    new Rejected(new Failure.RequestInvalid("the credential is too long")));
        }
        CompletableFuture<Verdict> verdict =
                gate.give(new FinishPasskeyRegistration(userId, passkeyId, name, credential, code, authority));
        return verdict.thenApply(
                answer -> accepted(answer, Verdict.Registered.class).passkey().details());
    }

    private CompletableFuture<List<PasskeyView>> list(UserId userId, Authority authority) {
        return gate.ask(
                authority,
                userId,
                ReadModel.PASSKEYS,
                new PasskeyQuery.OfUser(userId),
                multipleInstancesOf(PasskeyView.class));
    }

    private PresentedCode presented(LinkAccess link) {
        CodeId codeId = link.codeId();
        return new PresentedCode(codeId, codes.prove(link.userId(), codeId, link.code()));
    }

    private static Authority holder(LinkAccess link) {
        return new Authority.Holder(link.organization());
    }

    private static <V extends Verdict> V accepted(Verdict verdict, Class<V> expected) {
        if (verdict instanceof Verdict.Refused refused) {
            throw new Rejected(refused.failure());
        }
        return expected.cast(verdict);
    }

    /** In which organization somebody acts, and by which operation that is. */
    private sealed interface Reach {

        Authority authority(Caller caller, UserId userId, Operation working, Operation owners);

        /** That which the caller names or is at home in. */
        record WorkingOrganization(@Nullable ResourceOwner organization) implements Reach {
            @Override
            public Authority authority(Caller caller, UserId userId, Operation working, Operation owners) {
                return new Authority.Manager(caller, working, organization);
            }
        }

        /** That which owns the user; the user acts for themself. */
        record OwnersOrganization() implements Reach {
            @Override
            public Authority authority(Caller caller, UserId userId, Operation working, Operation owners) {
                return caller.userId().equals(userId)
                        ? new Authority.Oneself(caller, owners)
                        : new Authority.ManagerAtHome(caller, owners);
            }
        }
    }
}
