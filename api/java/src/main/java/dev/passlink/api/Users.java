package dev.passlink.api;

import static dev.passlink.domain.Operation.ADD_HUMAN_USER;
import static dev.passlink.domain.Operation.DEACTIVATE_USER;
import static dev.passlink.domain.Operation.GET_USER;
import static dev.passlink.domain.Operation.IMPORT_HUMAN_USER;
import static dev.passlink.domain.Operation.IMPORT_HUMAN_USER_WITH_LINK;
import static dev.passlink.domain.Operation.LOCK_USER;
import static dev.passlink.domain.Operation.REACTIVATE_USER;
import static dev.passlink.domain.Operation.REMOVE_USER;
import static dev.passlink.domain.Operation.UNLOCK_USER;
import static dev.passlink.domain.Operation.UPDATE_HUMAN_EMAIL;

import com.github.f4b6a3.tsid.TsidFactory;
import dev.passlink.api.code.CodeDerivation;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.AddUserWithInitCode;
import dev.passlink.domain.user.UserCommand.ChangeUserEmail;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.ReactivateUser;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.UnlockUser;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.UserWithInitCode;
import dev.passlink.projection.user.UserView;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The users that links are for.
 *
 * <p>Every answer comes asynchronously; a refusal completes it with {@link dev.passlink.domain.Rejected} and stores
 * nothing. Any method may be refused with PERMISSION_DENIED (in the working organization), OVERLOADED, UNAVAILABLE or
 * INTERNAL; one about an existing user also with USER_NOT_FOUND (no such user there), one that adds a user with
 * USER_ALREADY_EXISTS. A change that finds the wanted state there stores nothing and answers the present details.
 */
public final class Users {

    private static final SecureRandom RANDOM = new SecureRandom();

    // No node number to hand out: all 22 bits beside the time start at random in every millisecond.
    private static final TsidFactory IDS =
            TsidFactory.builder().withNodeBits(0).withRandom(RANDOM).build();

    private final Gate gate;
    private final CodeDerivation codes;
    private final RegistrationLinks links;
    private final @Nullable ResourceOwner workingOrganization;

    Users(Gate gate, CodeDerivation codes, RegistrationLinks links, @Nullable ResourceOwner workingOrganization) {
        this.gate = gate;
        this.codes = codes;
        this.links = links;
        this.workingOrganization = workingOrganization;
    }

    /** The same, for a manager who works in this organization instead of their own (behaviour O4). */
    public Users in(ResourceOwner organization) {
        return new Users(gate, codes, links, organization);
    }

    /** A fresh user id: a time-ordered number, as identity servers hand out. */
    public static UserId newUserId() {
        return new UserId(Long.toString(IDS.create().toLong()));
    }

    /** A fresh id for the key of a person's data: 128 random bits. */
    private static PersonalKeyId newPersonalKeyId() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return new PersonalKeyId(HexFormat.of().formatHex(id));
    }

    /** Adds a user to the working organization; needs {@code user.write} there. */
    public CompletableFuture<AddedUser> add(Caller caller, UserId userId, Person person) {
        return add(caller, userId, person, ADD_HUMAN_USER);
    }

    /** Adds a user with an id made here, as {@code ImportHumanUser}; needs {@code user.write}. */
    public CompletableFuture<AddedUser> importHuman(Caller caller, Person person) {
        return add(caller, newUserId(), person, IMPORT_HUMAN_USER);
    }

    /**
     * Adds a user and a first registration link, both or neither, as {@code ImportHumanUser} with
     * {@code request_passwordless_registration}; needs {@code user.write} and {@code user.credential.write}.
     */
    public CompletableFuture<AddedUserWithLink> importHumanWithLink(Caller caller, Person person) {
        UserId userId = newUserId();
        Authority authority = manager(caller, IMPORT_HUMAN_USER_WITH_LINK);
        CompletableFuture<UserWithInitCode> answer = gate.give(new AddUserWithInitCode(
                userId, newPersonalKeyId(), working(caller), person, codes.newCodeId(), codes.newSeed(), authority));
        return answer.thenApply(
                added -> new AddedUserWithLink(userId, added.details(), links.link(userId, added.code())));
    }

    /** Looks a user up; needs {@code user.read}. A caller sees what they wrote before. */
    public CompletableFuture<UserView> get(Caller caller, UserId userId) {
        return gate.look(manager(caller, GET_USER), userId);
    }

    /** Changes the registered address and revokes the open links mailed to the old one; needs {@code user.write}. */
    public CompletableFuture<ObjectDetails> changeEmail(Caller caller, UserId userId, Email email) {
        return gate.give(new ChangeUserEmail(userId, email, manager(caller, UPDATE_HUMAN_EMAIL)));
    }

    /** Deactivates a user, whose links are refused from then on; needs {@code user.write}. */
    public CompletableFuture<ObjectDetails> deactivate(Caller caller, UserId userId) {
        return gate.give(new DeactivateUser(userId, manager(caller, DEACTIVATE_USER)));
    }

    /** Takes a deactivation back; needs {@code user.write}. */
    public CompletableFuture<ObjectDetails> reactivate(Caller caller, UserId userId) {
        return gate.give(new ReactivateUser(userId, manager(caller, REACTIVATE_USER)));
    }

    /** Locks a user, whose links are refused from then on; needs {@code user.write}. */
    public CompletableFuture<ObjectDetails> lock(Caller caller, UserId userId) {
        return gate.give(new LockUser(userId, manager(caller, LOCK_USER)));
    }

    /** Takes a lock back; needs {@code user.write}. */
    public CompletableFuture<ObjectDetails> unlock(Caller caller, UserId userId) {
        return gate.give(new UnlockUser(userId, manager(caller, UNLOCK_USER)));
    }

    /** Removes a user and its links for ever; the id can be added again; needs {@code user.delete}. */
    public CompletableFuture<ObjectDetails> remove(Caller caller, UserId userId) {
        return gate.give(new RemoveUser(userId, manager(caller, REMOVE_USER)));
    }

    private CompletableFuture<AddedUser> add(Caller caller, UserId userId, Person person, Operation operation) {
        CompletableFuture<ObjectDetails> answer =
                gate.give(new AddUser(userId, newPersonalKeyId(), working(caller), person, manager(caller, operation)));
        return answer.thenApply(details -> new AddedUser(userId, details));
    }

    private Authority manager(Caller caller, Operation operation) {
        return new Authority.Manager(caller, operation, workingOrganization);
    }

    private ResourceOwner working(Caller caller) {
        return workingOrganization == null ? caller.organization() : workingOrganization;
    }
}
