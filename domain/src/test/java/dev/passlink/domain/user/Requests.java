package dev.passlink.domain.user;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.AddUserWithInitCode;
import dev.passlink.domain.user.UserCommand.ChangeUserEmail;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.LookAtPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeSent;
import dev.passlink.domain.user.UserCommand.ReactivateUser;
import dev.passlink.domain.user.UserCommand.RecordPasskeyUse;
import dev.passlink.domain.user.UserCommand.RemovePasskey;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.RenamePasskey;
import dev.passlink.domain.user.UserCommand.ReviewPasswordlessInitCodeMail;
import dev.passlink.domain.user.UserCommand.RevokeAllPasswordlessInitCodes;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.StartPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.UnlockUser;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the tests ask of one user, by whom, and where. */
final class Requests {

    static final UserId USER = new UserId("user");
    static final ResourceOwner HOME = new ResourceOwner("home");
    static final ResourceOwner ELSEWHERE = new ResourceOwner("elsewhere");
    static final PersonalKeyId PERSONAL_KEY = new PersonalKeyId("personal-key");
    static final CodeId CODE = new CodeId("code");
    static final CodeId OTHER_CODE = new CodeId("other-code");
    static final PasskeyId PASSKEY = new PasskeyId("passkey");
    static final PasskeyId OTHER_PASSKEY = new PasskeyId("other-passkey");
    static final PasskeyName NAME = new PasskeyName("My phone");
    static final Challenge CHALLENGE = new Challenge("0123456789012345678901234567890123456789012");
    static final UserHandle HANDLE = new UserHandle("abcdefghabcdefghabcdefgh");
    static final String RP = "localhost";
    static final Email EMAIL = new Email("user@example.org", false);
    static final Person PERSON = Person.named("user", "First", "Last", EMAIL);
    static final Person PERSON_WITHOUT_EMAIL = Person.named("user", "First", "Last", null);

    static final Authority SYSTEM = new Authority.Part("cli", Operation.ADD_HUMAN_USER);
    static final Authority MAILER = new Authority.Part("mailer", Operation.DELIVER_LINK);
    static final Authority HOLDER = new Authority.Holder(HOME);

    private Requests() {}

    /** An owner of the user's organization, working there. */
    static Authority owner(Operation operation) {
        return manager(operation, HOME, Grant.in(HOME, "ORG_OWNER"));
    }

    /** A manager at home in an organization who names no other to work in. */
    static Authority manager(Operation operation, ResourceOwner home, Grant... grants) {
        return new Authority.Manager(Caller.of("manager", home.value(), grants), operation, null);
    }

    /** A manager at home in one organization who works in another. */
    static Authority manager(Operation operation, ResourceOwner home, ResourceOwner working, Grant... grants) {
        return new Authority.Manager(Caller.of("manager", home.value(), grants), operation, working);
    }

    /** The user itself, signed in when it belonged to this organization. */
    static Authority oneself(Operation operation, ResourceOwner home) {
        return new Authority.Oneself(Caller.of(USER.value(), home.value()), operation);
    }

    static AddUser addUser() {
        return addUser(HOME, PERSON);
    }

    static AddUser addUser(ResourceOwner organization, Person person) {
        return new AddUser(USER, PERSONAL_KEY, organization, person, SYSTEM);
    }

    static AddUserWithInitCode addUserWithCode(Authority authority) {
        return new AddUserWithInitCode(USER, PERSONAL_KEY, HOME, PERSON, CODE, seed(SpokenCodes.KEY), authority);
    }

    static ChangeUserEmail changeEmail(Email email) {
        return new ChangeUserEmail(USER, email, owner(Operation.UPDATE_HUMAN_EMAIL));
    }

    static DeactivateUser deactivate() {
        return new DeactivateUser(USER, owner(Operation.DEACTIVATE_USER));
    }

    static ReactivateUser reactivate() {
        return new ReactivateUser(USER, owner(Operation.REACTIVATE_USER));
    }

    static LockUser lock() {
        return new LockUser(USER, owner(Operation.LOCK_USER));
    }

    static UnlockUser unlock() {
        return new UnlockUser(USER, owner(Operation.UNLOCK_USER));
    }

    static RemoveUser remove() {
        return new RemoveUser(USER, owner(Operation.REMOVE_USER));
    }

    static AddPasswordlessInitCode addCode(CodeId codeId) {
        return addCode(codeId, owner(Operation.ADD_PASSWORDLESS_REGISTRATION));
    }

    static AddPasswordlessInitCode addCode(CodeId codeId, Authority authority) {
        return new AddPasswordlessInitCode(USER, codeId, seed(SpokenCodes.KEY), Medium.RETURNED, null, null, authority);
    }

    static AddPasswordlessInitCode addCodeUnder(int keyId, CodeId codeId) {
        return new AddPasswordlessInitCode(
                USER, codeId, seed(keyId), Medium.RETURNED, null, null, owner(Operation.ADD_PASSWORDLESS_REGISTRATION));
    }

    static AddPasswordlessInitCode sendCode(CodeId codeId) {
        return new AddPasswordlessInitCode(
                USER,
                codeId,
                seed(SpokenCodes.KEY),
                Medium.MAIL,
                null,
                null,
                owner(Operation.SEND_PASSWORDLESS_REGISTRATION));
    }

    static ReviewPasswordlessInitCodeMail reviewMail(CodeId codeId) {
        return new ReviewPasswordlessInitCodeMail(USER, codeId, null, MAILER);
    }

    static ReviewPasswordlessInitCodeMail reviewMail(CodeId codeId, long retry) {
        return new ReviewPasswordlessInitCodeMail(USER, codeId, retry, MAILER);
    }

    static MarkPasswordlessInitCodeSent markSent(CodeId codeId) {
        return new MarkPasswordlessInitCodeSent(USER, codeId, MAILER);
    }

    static MarkPasswordlessInitCodeDeliveryFailed markDeliveryFailed(CodeId codeId, String reason) {
        return new MarkPasswordlessInitCodeDeliveryFailed(USER, codeId, reason, MAILER);
    }

    static RevokePasswordlessInitCode revoke(CodeId codeId) {
        return new RevokePasswordlessInitCode(USER, codeId, owner(Operation.REVOKE_LINKS));
    }

    static RevokeAllPasswordlessInitCodes revokeAll() {
        return new RevokeAllPasswordlessInitCodes(USER, owner(Operation.REVOKE_LINKS));
    }

    static LookAtPasswordlessInitCode look(CodeId codeId) {
        return new LookAtPasswordlessInitCode(USER, right(codeId), HOLDER);
    }

    /** Begins to register a passkey with the right code. */
    static StartPasskeyRegistration start(PasskeyId passkeyId, CodeId codeId) {
        return start(passkeyId, right(codeId), HOLDER);
    }

    /** Begins to register a passkey, signed in. */
    static StartPasskeyRegistration startMine(PasskeyId passkeyId) {
        return start(passkeyId, null, oneself(Operation.REGISTER_PASSKEY, HOME));
    }

    static StartPasskeyRegistration start(PasskeyId passkeyId, @Nullable PresentedCode code, Authority authority) {
        return new StartPasskeyRegistration(USER, passkeyId, CHALLENGE, RP, HANDLE, code, authority);
    }

    /** Registers the passkey of a code, whose registration the story begins unasked: the code is used. */
    static FinishPasskeyRegistration redeem(CodeId codeId) {
        return finish(passkeyOf(codeId), codeId);
    }

    static FinishPasskeyRegistration finish(PasskeyId passkeyId, CodeId codeId) {
        return finish(passkeyId, SpokenPasskeys.answerOf(passkeyId), right(codeId), HOLDER);
    }

    static FinishPasskeyRegistration finishMine(PasskeyId passkeyId) {
        return finish(
                passkeyId,
                SpokenPasskeys.answerOf(passkeyId),
                null,
                oneself(Operation.VERIFY_PASSKEY_REGISTRATION, HOME));
    }

    static FinishPasskeyRegistration finish(
            PasskeyId passkeyId, String response, @Nullable PresentedCode code, Authority authority) {
        return new FinishPasskeyRegistration(USER, passkeyId, NAME, response, code, authority);
    }

    static StartPasskeyRegistration guess(CodeId codeId) {
        return start(passkeyOf(codeId), new PresentedCode(codeId, SpokenCodes.wrongProof()), HOLDER);
    }

    static RenamePasskey rename(PasskeyId passkeyId, PasskeyName name) {
        return new RenamePasskey(USER, passkeyId, name, owner(Operation.RENAME_PASSKEY));
    }

    static RecordPasskeyUse use(PasskeyId passkeyId, long signCount) {
        return new RecordPasskeyUse(USER, passkeyId, signCount, new Authority.Part("sign-in", Operation.SIGN_IN));
    }

    static RemovePasskey remove(PasskeyId passkeyId) {
        return new RemovePasskey(USER, passkeyId, owner(Operation.REMOVE_PASSKEY));
    }

    static PasskeyId passkeyOf(CodeId codeId) {
        return new PasskeyId("passkey-of-" + codeId);
    }

    static PresentedCode right(CodeId codeId) {
        return new PresentedCode(codeId, SpokenCodes.rightProofOf(codeId));
    }

    static CodeSeed seed(int keyId) {
        return new CodeSeed("0123456789abcdef0123456789abcdef", keyId);
    }

    static ObjectDetails details(long sequence, Instant created, Instant changed) {
        return new ObjectDetails(sequence, created, changed, HOME);
    }
}
