package dev.passlink.domain.user;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Text;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a {@link User}; each command says what it answers. */
public sealed interface UserCommand {

    /** The user it is about; routes the command. */
    UserId userId();

    /** Under whose name and by which operation it is given. */
    Authority authority();

    /**
     * Adds a user; answers its {@code ObjectDetails}.
     *
     * @param personalKey a fresh id for the key of the person's data; {@code null} only if a node of a version without such
     *     keys asks, and then the data is stored in clear
     */
    record AddUser(
            @TargetAggregateIdentifier UserId userId,
            @Nullable PersonalKeyId personalKey,
            ResourceOwner owner,
            Person person,
            Authority authority)
            implements UserCommand {}

    /**
     * Adds a user together with its first code, both or neither; answers {@link UserWithInitCode}.
     *
     * @param personalKey as in {@link AddUser}
     */
    record AddUserWithInitCode(
            @TargetAggregateIdentifier UserId userId,
            @Nullable PersonalKeyId personalKey,
            ResourceOwner owner,
            Person person,
            CodeId codeId,
            CodeSeed seed,
            Authority authority)
            implements UserCommand {}

    /** Changes the registered address, and revokes what was mailed to the old one; answers the user's details. */
    record ChangeUserEmail(@TargetAggregateIdentifier UserId userId, Email email, Authority authority)
            implements UserCommand {}

    /** Deactivates; answers the user's details. */
    record DeactivateUser(@TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /** Takes a deactivation back; answers the user's details. */
    record ReactivateUser(@TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /** Locks; answers the user's details. */
    record LockUser(@TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /** Takes a lock back; answers the user's details. */
    record UnlockUser(@TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /** Removes the user and all its codes; answers the user's details. */
    record RemoveUser(@TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /**
     * Records that the key of a removed incarnation's personal data is destroyed, unless that is on record; the user may
     * have been added again meanwhile. Answers the details of the present incarnation or the last one, which stay as they
     * are.
     */
    record RecordPersonalDataErased(
            @TargetAggregateIdentifier UserId userId, PersonalKeyId personalKey, Authority authority)
            implements UserCommand {}

    /**
     * Adds a code; answers it as an {@link InitCode}. A request that was repeated, as its fingerprint says, adds nothing
     * and answers the code that was added first, as it was then (behaviour O7).
     *
     * @param urlTemplate how its link is to be written; {@code null}: as usual
     */
    record AddPasswordlessInitCode(
            @TargetAggregateIdentifier UserId userId,
            CodeId codeId,
            CodeSeed seed,
            Medium medium,
            @Nullable RequestFingerprint requestFingerprint,
            @Nullable UrlTemplate urlTemplate,
            Authority authority)
            implements UserCommand {}

    /**
     * Asks whether the mail is still due; records that it never will be if the code has expired; answers a {@link
     * MailVerdict}.
     *
     * @param retry sequence of the event that last had the mail retried, as far as whoever asks knows; {@code null}: none
     */
    record ReviewPasswordlessInitCodeMail(
            @TargetAggregateIdentifier UserId userId,
            CodeId codeId,
            @Nullable Long retry,
            Authority authority) implements UserCommand {}

    /** Records that a mail server accepted the mail; answers the code's details. */
    record MarkPasswordlessInitCodeSent(
            @TargetAggregateIdentifier UserId userId, CodeId codeId, Authority authority) implements UserCommand {}

    /** Records that the mail was given up, and why; answers the code's details. */
    record MarkPasswordlessInitCodeDeliveryFailed(
            @TargetAggregateIdentifier UserId userId, CodeId codeId, String reason, Authority authority)
            implements UserCommand {}

    /**
     * Has a mail that was given up delivered after all, if its code is still good; answers the code's details. Nothing is
     * to be done for a mail that is due or sent.
     */
    record RetryPasswordlessInitCodeDelivery(
            @TargetAggregateIdentifier UserId userId, CodeId codeId, Authority authority) implements UserCommand {}

    /** Gives a mail up for good, whatever became of its code; answers the code's details. */
    record DropPasswordlessInitCodeDelivery(
            @TargetAggregateIdentifier UserId userId, CodeId codeId, Authority authority) implements UserCommand {}

    /** Takes an open code back; answers the code's details. */
    record RevokePasswordlessInitCode(
            @TargetAggregateIdentifier UserId userId, CodeId codeId, Authority authority) implements UserCommand {}

    /** Takes all open codes back; answers the user's details. */
    record RevokeAllPasswordlessInitCodes(
            @TargetAggregateIdentifier UserId userId, Authority authority) implements UserCommand {}

    /** Looks at what a code is for, without changing or counting anything; answers a {@link Verdict}. */
    record LookAtPasswordlessInitCode(
            @TargetAggregateIdentifier UserId userId, PresentedCode code, Authority authority) implements UserCommand {}

    // ------------------------------------------------------------------------------------------ passkeys

    /**
     * Begins the registration of a passkey; answers a {@link Verdict}.
     *
     * @param challenge  a fresh one
     * @param rpId       the relying party
     * @param userHandle a fresh one, for a user who has none yet
     * @param code       the code by which it is allowed; {@code null} for a person who is signed in
     */
    record StartPasskeyRegistration(
            @TargetAggregateIdentifier UserId userId,
            PasskeyId passkeyId,
            Challenge challenge,
            String rpId,
            UserHandle userHandle,
            @Nullable PresentedCode code,
            Authority authority)
            implements UserCommand {

        /** @throws Rejected {@link Failure.RequestInvalid} if the relying party has no id, or a code is needed and none presented */
        public StartPasskeyRegistration {
            Text.required("relying party id", rpId, 253);
            if (code == null && !(authority instanceof Authority.Oneself)) {
                throw new Rejected(new Failure.RequestInvalid("code must be given"));
            }
        }
    }

    /**
     * Finishes the registration of a passkey: the code it was begun with, if any, is used, or both stay as they were; answers
     * a {@link Verdict}.
     *
     * @param name     what the person calls the device
     * @param response what the authenticator answered, as {@link PasskeyVerifier} reads it
     * @param code     the code once more; {@code null} where the caller's permission is enough
     */
    record FinishPasskeyRegistration(
            @TargetAggregateIdentifier UserId userId,
            PasskeyId passkeyId,
            PasskeyName name,
            String response,
            @Nullable PresentedCode code,
            Authority authority)
            implements UserCommand {

        /** @throws Rejected {@link Failure.RequestInvalid} if a code is needed and none is presented */
        public FinishPasskeyRegistration {
            if (code == null && authority instanceof Authority.Holder) {
                throw new Rejected(new Failure.RequestInvalid("code must be given"));
            }
        }
    }

    /** Gives a passkey another name; answers its details. */
    record RenamePasskey(
            @TargetAggregateIdentifier UserId userId, PasskeyId passkeyId, PasskeyName name, Authority authority)
            implements UserCommand {}

    /**
     * Records that somebody has signed in with a passkey; answers its details.
     *
     * @param signCount the authenticator's signature counter; one that has not risen, unless both are 0, is refused, since the
     *     authenticator may have been copied (WebAuthn Level 3, section 6.1.1)
     */
    record RecordPasskeyUse(
            @TargetAggregateIdentifier UserId userId, PasskeyId passkeyId, long signCount, Authority authority)
            implements UserCommand {

        /** @throws Rejected {@link Failure.RequestInvalid} if the sign count is out of range */
        public RecordPasskeyUse {
            Credential.requireSignCount(signCount);
        }
    }

    /** Takes a passkey away; answers its last details. */
    record RemovePasskey(@TargetAggregateIdentifier UserId userId, PasskeyId passkeyId, Authority authority)
            implements UserCommand {}
}
