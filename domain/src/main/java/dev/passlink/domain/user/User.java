package dev.passlink.domain.user;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.passlink.domain.Authority;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.AddUserWithInitCode;
import dev.passlink.domain.user.UserCommand.ChangeUserEmail;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.DropPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.LookAtPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeSent;
import dev.passlink.domain.user.UserCommand.ReactivateUser;
import dev.passlink.domain.user.UserCommand.RecordPasskeyUse;
import dev.passlink.domain.user.UserCommand.RecordPersonalDataErased;
import dev.passlink.domain.user.UserCommand.RemovePasskey;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.RenamePasskey;
import dev.passlink.domain.user.UserCommand.RetryPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserCommand.ReviewPasswordlessInitCodeMail;
import dev.passlink.domain.user.UserCommand.RevokeAllPasswordlessInitCodes;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.StartPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.UnlockUser;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * The one aggregate: a user, with its codes and passkeys. Its stream is the order of everything about a user; it decides under the
 * rules of the behaviour document, and it authorizes, since it alone knows which organization really owns the user.
 *
 * <p>A removed user can be added again (behaviour D7): same stream, new incarnation, nothing inherited.
 */
@AggregateRoot(type = User.TYPE)
@Revision("5")
public class User {

    /** Axon's aggregate type, stored with every event. */
    public static final String TYPE = "user";

    @AggregateIdentifier
    private @Nullable UserId id;

    private @Nullable Person person; // null while there is no incarnation
    private @Nullable PersonalKeyId personalKey; // of the current incarnation; null if it has none
    private @Nullable ObjectDetails details; // of the current incarnation, or of the last one
    private boolean deactivated;
    private boolean locked;
    private InitCodes codes = InitCodes.NONE;
    private Mailings mailings = Mailings.NONE;
    private @Nullable UserHandle userHandle; // of the current incarnation; null until its first ceremony
    private OpenCeremonies ceremonies = OpenCeremonies.NONE;
    private Passkeys passkeys = Passkeys.NONE;
    private Erasures erasures = Erasures.NONE;
    private Instant lastEventAt = Instant.EPOCH;

    /** For Axon, which fills the state from events. */
    protected User() {}

    // ------------------------------------------------------------------------------------------ the user's life

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    ObjectDetails handle(AddUser command, Roles roles) {
        add(command.userId(), command.personalKey(), command.owner(), command.person(), command.authority(), roles);
        return details();
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    UserWithInitCode handle(AddUserWithInitCode command, Roles roles, InitCodeRules rules) {
        add(command.userId(), command.personalKey(), command.owner(), command.person(), command.authority(), roles);
        InitCode code =
                addCode(command.codeId(), command.seed(), Medium.RETURNED, null, null, command.authority(), rules);
        return new UserWithInitCode(details(), code);
    }

    @CommandHandler
    ObjectDetails handle(ChangeUserEmail command, Roles roles) {
        Person known = authorize(command, roles);
        Email old = known.email();
        if (command.email().equals(old)) {
            return details();
        }
        emit(new UserEmailChanged(command.userId(), personalKey, command.email()), command.authority());
        if (old != null && !old.address().equals(command.email().address())) {
            codes.openAt(now()).stream()
                    .filter(code -> code.medium() == Medium.MAIL)
                    .forEach(code -> emit(
                            new PasswordlessInitCodeRevoked(command.userId(), code.codeId()), command.authority()));
        }
        return details();
    }

    @CommandHandler
    ObjectDetails handle(DeactivateUser command, Roles roles) {
        authorize(command, roles);
        if (!deactivated) {
            emit(new UserDeactivated(command.userId()), command.authority());
        }
        return details();
    }

    @CommandHandler
    ObjectDetails handle(ReactivateUser command, Roles roles) {
        authorize(command, roles);
        if (deactivated) {
            emit(new UserReactivated(command.userId()), command.authority());
        }
        return details();
    }

    @CommandHandler
    ObjectDetails handle(LockUser command, Roles roles) {
        authorize(command, roles);
        if (!locked) {
            emit(new UserLocked(command.userId()), command.authority());
        }
        return details();
    }

    @CommandHandler
    ObjectDetails handle(UnlockUser command, Roles roles) {
        authorize(command, roles);
        if (locked) {
            emit(new UserUnlocked(command.userId()), command.authority());
        }
        return details();
    }

    @CommandHandler
    ObjectDetails handle(RemoveUser command, Roles roles) {
        authorize(command, roles);
        emit(new UserRemoved(command.userId(), personalKey), command.authority());
        return details();
    }

    @CommandHandler
    ObjectDetails handle(RecordPersonalDataErased command, Roles roles) {
        permit(command, roles);
        erasures.ownerOf(command.personalKey())
                .ifPresent(owner -> apply(
                        new UserPersonalDataErased(command.userId(), command.personalKey()),
                        EventMetaData.of(command.authority(), command.userId(), owner)));
        return details();
    }

    // ------------------------------------------------------------------------------------------ a code's life

    @CommandHandler
    InitCode handle(AddPasswordlessInitCode command, Roles roles, InitCodeRules rules) {
        authorize(command, roles);
        KeyedRequest first = codes.addedBy(command.requestFingerprint()).orElse(null);
        return first == null
                ? addCode(
                        command.codeId(),
                        command.seed(),
                        command.medium(),
                        command.requestFingerprint(),
                        command.urlTemplate(),
                        command.authority(),
                        rules)
                : first.repeatedAs(command.authority().operation(), command.medium(), command.urlTemplate());
    }

    @CommandHandler
    MailVerdict handle(ReviewPasswordlessInitCodeMail command, Roles roles) {
        permit(command, roles);
        Person known = person;
        InitCode code = codes.find(command.codeId()).orElse(null);
        if (known == null || code == null || code.mail() != MailState.DUE || code.state() != CodeState.OPEN) {
            return new MailVerdict.NotDue();
        }
        if (!Objects.equals(command.retry(), codes.retryOf(command.codeId()))) {
            return new MailVerdict.NotDue(); // somebody else's: each retry has a job of its own
        }
        if (!code.isOpenAt(now())) {
            emit(
                    new PasswordlessInitCodeDeliveryFailed(command.userId(), command.codeId(), "EXPIRED"),
                    command.authority());
            return new MailVerdict.NotDue();
        }
        if (deactivated || locked) {
            return new MailVerdict.Postponed();
        }
        return new MailVerdict.Due(code, known, Objects.requireNonNull(known.email()));
    }

    @CommandHandler
    ObjectDetails handle(MarkPasswordlessInitCodeSent command, Roles roles) {
        permit(command, roles);
        InitCode code = code(command.codeId());
        if (code.medium() == Medium.MAIL && code.mail() != MailState.SENT) {
            emit(new PasswordlessInitCodeSent(command.userId(), command.codeId()), command.authority());
        }
        return code(command.codeId()).details();
    }

    @CommandHandler
    ObjectDetails handle(MarkPasswordlessInitCodeDeliveryFailed command, Roles roles) {
        permit(command, roles);
        InitCode code = code(command.codeId());
        if (code.mail() == MailState.DUE) {
            emit(
                    new PasswordlessInitCodeDeliveryFailed(command.userId(), command.codeId(), command.reason()),
                    command.authority());
        }
        return code(command.codeId()).details();
    }

    @CommandHandler
    ObjectDetails handle(RetryPasswordlessInitCodeDelivery command, Roles roles) {
        authorize(command, roles);
        if (code(command.codeId()).mustBeRetriedAt(now())) {
            emit(new PasswordlessInitCodeDeliveryRetried(command.userId(), command.codeId()), command.authority());
        }
        return code(command.codeId()).details();
    }

    @CommandHandler
    ObjectDetails handle(DropPasswordlessInitCodeDelivery command, Roles roles) {
        authorize(command, roles);
        if (code(command.codeId()).mustBeDropped()) {
            emit(new PasswordlessInitCodeDeliveryDropped(command.userId(), command.codeId()), command.authority());
        }
        return code(command.codeId()).details();
    }

    @CommandHandler
    ObjectDetails handle(RevokePasswordlessInitCode command, Roles roles) {
        authorize(command, roles);
        if (code(command.codeId()).isOpenAt(now())) {
            emit(new PasswordlessInitCodeRevoked(command.userId(), command.codeId()), command.authority());
        }
        return code(command.codeId()).details();
    }

    @CommandHandler
    ObjectDetails handle(RevokeAllPasswordlessInitCodes command, Roles roles) {
        authorize(command, roles);
        codes.openAt(now())
                .forEach(code ->
                        emit(new PasswordlessInitCodeRevoked(command.userId(), code.codeId()), command.authority()));
        return details();
    }

    @CommandHandler
    Verdict handle(LookAtPasswordlessInitCode command, Roles roles, CodeVerifier verifier) {
        Person known = authorize(command, roles);
        Failure obstacle = obstacle(command.code(), verifier);
        if (obstacle == null && ceremonies.haveExhausted(code(command.code().codeId()))) {
            obstacle = new Failure.CodeInvalid(); // as at a start
        }
        return obstacle == null
                ? new Verdict.Seen(code(command.code().codeId()), known)
                : new Verdict.Refused(obstacle);
    }

    // ------------------------------------------------------------------------------------------ a passkey's life

    @CommandHandler
    Verdict handle(StartPasskeyRegistration command, Roles roles, CodeVerifier verifier) {
        Person known = authorize(command, roles);
        PresentedCode presented = command.code();
        Failure obstacle = presented == null ? inactivity() : present(presented, command.authority(), verifier);
        if (obstacle != null) {
            return new Verdict.Refused(obstacle);
        }
        CodeId codeId = presented == null ? null : presented.codeId();
        passkeys.requireRoomForOneMore();
        ceremonies.requireRoomForOneMore(codeId == null ? null : code(codeId), now());
        if (ceremonies.find(command.passkeyId()).isPresent()
                || passkeys.find(command.passkeyId()).isPresent()) {
            throw new Rejected(new Failure.RequestInvalid("passkey id is taken"));
        }
        emit(
                new PasswordlessTokenAdded(
                        command.userId(),
                        command.passkeyId(),
                        command.challenge(),
                        Ceremony.LIFETIME,
                        command.rpId(),
                        userHandle == null ? command.userHandle() : userHandle,
                        codeId),
                command.authority());
        return new Verdict.Started(ceremonies.find(command.passkeyId()).orElseThrow(), known, passkeys.credentials());
    }

    @CommandHandler
    Verdict handle(
            FinishPasskeyRegistration command,
            Roles roles,
            CodeVerifier codeVerifier,
            PasskeyVerifier passkeyVerifier,
            CredentialClaims claims) {
        authorize(command, roles);
        PresentedCode presented = command.code();
        Failure obstacle = presented == null ? inactivity() : present(presented, command.authority(), codeVerifier);
        if (obstacle != null) {
            return new Verdict.Refused(obstacle);
        }
        Ceremony ceremony = ceremonies.underWay(command, now()).orElse(null);
        if (ceremony == null) {
            return new Verdict.Refused(new Failure.CeremonyFailed(
                    "This registration is not under way, or has taken more than five minutes; begin again."));
        }
        Failure ended = codes.obstacle(ceremony.passkey().codeId(), now());
        return ended == null
                ? decide(ceremony, passkeyVerifier.verify(ceremony, command.response()), command, claims)
                : new Verdict.Refused(ended);
    }

    @CommandHandler
    ObjectDetails handle(RenamePasskey command, Roles roles) {
        authorize(command, roles);
        if (!command.name().equals(passkey(command.passkeyId()).name())) {
            emit(
                    new PasswordlessTokenRenamed(command.userId(), command.passkeyId(), personalKey, command.name()),
                    command.authority());
        }
        return passkey(command.passkeyId()).details();
    }

    @CommandHandler
    ObjectDetails handle(RecordPasskeyUse command, Roles roles) {
        authorize(command, roles);
        requireActive();
        Credential credential =
                Objects.requireNonNull(passkey(command.passkeyId()).credential());
        boolean counts = command.signCount() != 0 || credential.signCount() != 0;
        if (counts && command.signCount() <= credential.signCount()) {
            throw new Rejected(new Failure.CeremonyFailed(
                    "The authenticator's signature counter has not risen: it may have been copied."));
        }
        emit(
                new PasswordlessTokenUsed(command.userId(), command.passkeyId(), command.signCount()),
                command.authority());
        return passkey(command.passkeyId()).details();
    }

    @CommandHandler
    ObjectDetails handle(RemovePasskey command, Roles roles) {
        authorize(command, roles);
        passkey(command.passkeyId());
        emit(new PasswordlessTokenRemoved(command.userId(), command.passkeyId()), command.authority());
        return Objects.requireNonNull(passkeys.removed()).details();
    }

    // ------------------------------------------------------------------------------------------ state from events

    @EventSourcingHandler
    void on(UserAdded event, DomainEventMessage<?> message) {
        id = event.userId();
        person = event.person();
        personalKey = event.personalKey();
        details = ObjectDetails.next(null, message);
        deactivated = false;
        locked = false;
        codes = InitCodes.NONE;
        mailings = Mailings.NONE;
        userHandle = null;
        ceremonies = OpenCeremonies.NONE;
        passkeys = Passkeys.NONE;
        passed(message);
    }

    @EventSourcingHandler
    void on(UserEmailChanged event, DomainEventMessage<?> message) {
        person = existing().with(event.email());
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserDeactivated event, DomainEventMessage<?> message) {
        deactivated = true;
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserReactivated event, DomainEventMessage<?> message) {
        deactivated = false;
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserLocked event, DomainEventMessage<?> message) {
        locked = true;
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserUnlocked event, DomainEventMessage<?> message) {
        locked = false;
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserRemoved event, DomainEventMessage<?> message) {
        if (event.personalKey() != null) {
            erasures = erasures.plus(event.personalKey(), details().resourceOwner());
        }
        person = null;
        personalKey = null;
        codes = InitCodes.NONE;
        mailings = Mailings.NONE;
        userHandle = null;
        ceremonies = OpenCeremonies.NONE;
        passkeys = Passkeys.NONE;
        userChanged(message);
    }

    @EventSourcingHandler
    void on(UserPersonalDataErased event, DomainEventMessage<?> message) {
        erasures = erasures.minus(event.personalKey());
        passed(message);
    }

    @EventSourcingHandler
    void on(InitCodeEvent event, DomainEventMessage<?> message) {
        InitCode known = codes.find(event.codeId()).orElse(null);
        if (known != null) {
            InitCode changed = known.next(event, message);
            codes = codes.with(changed);
            if (event instanceof PasswordlessInitCodeDeliveryRetried) {
                codes = codes.retried(changed);
            }
        } else if (event instanceof PasswordlessInitCodeAdded added) {
            codes = codes.plus(
                    InitCode.of(added, message), KeyedRequest.of(added, message).orElse(null));
        }
        passed(message);
        if (event instanceof PasswordlessInitCodeAdded added && added.medium() == Medium.MAIL) {
            mailings = mailings.plus(lastEventAt);
        }
    }

    @EventSourcingHandler
    void on(PasskeyEvent event, DomainEventMessage<?> message) {
        if (event instanceof PasswordlessTokenAdded added) {
            userHandle = added.userHandle();
            ceremonies = ceremonies.plus(Ceremony.of(added, message));
        } else {
            passkeys = ceremonies
                    .find(event.passkeyId())
                    .map(ceremony -> ceremony.passkey().next(event, message))
                    .filter(passkey -> passkey.state() == PasskeyState.READY)
                    .map(passkeys::plus)
                    .orElseGet(() -> passkeys.next(event, message));
            ceremonies = ceremonies.minus(event.passkeyId());
        }
        passed(message);
    }

    @EventSourcingHandler
    void on(UnknownSerializedType event, @SequenceNumber long sequenceNumber) {
        throw new Rejected(new Failure.Unavailable("This version cannot read event " + (sequenceNumber + 1)
                + " of the user's history, so it decides nothing about the user."));
    }

    private void userChanged(DomainEventMessage<?> message) {
        details = ObjectDetails.next(details, message);
        passed(message);
    }

    private void passed(DomainEventMessage<?> message) {
        Instant time = message.getTimestamp().truncatedTo(MILLIS);
        lastEventAt = time.isAfter(lastEventAt) ? time : lastEventAt;
        codes = codes.at(lastEventAt);
        ceremonies = ceremonies.at(lastEventAt, codes);
    }

    // ------------------------------------------------------------------------------------------ rules

    private void add(
            UserId userId,
            @Nullable PersonalKeyId key,
            ResourceOwner owner,
            Person added,
            Authority authority,
            Roles roles) {
        authority.over(userId, owner, roles);
        if (person != null) {
            throw new Rejected(new Failure.UserAlreadyExists());
        }
        apply(new UserAdded(userId, key, added), EventMetaData.of(authority, userId, owner));
    }

    private InitCode addCode(
            CodeId codeId,
            CodeSeed seed,
            Medium medium,
            @Nullable RequestFingerprint requestFingerprint,
            @Nullable UrlTemplate urlTemplate,
            Authority authority,
            InitCodeRules rules) {
        requireActive();
        if (medium == Medium.MAIL) {
            requireAddress(rules);
            requireMailAllowed(rules);
        }
        requireRoomForOneMore(rules);
        if (codes.find(codeId).isPresent()) {
            throw new Rejected(new Failure.RequestInvalid("code id is taken"));
        }
        emit(
                new PasswordlessInitCodeAdded(
                        userId(),
                        codeId,
                        seed,
                        rules.codeLength(),
                        rules.expiry(),
                        rules.maxAttempts(),
                        rules.maxFailedCeremonies(),
                        medium,
                        requestFingerprint,
                        urlTemplate),
                authority);
        return code(codeId);
    }

    /** Why a presented code opens nothing now; {@code null} if it does. */
    private @Nullable Failure obstacle(PresentedCode presented, CodeVerifier verifier) {
        Failure obstacle = codes.obstacle(userId(), presented, verifier, now());
        return obstacle == null ? inactivity() : obstacle;
    }

    /** The same where somebody acts on it: a wrong code is a fact, and it counts (behaviour C8). */
    private @Nullable Failure present(PresentedCode presented, Authority authority, CodeVerifier verifier) {
        if (codes.refute(userId(), presented, verifier)) {
            emit(new PasswordlessInitCodeCheckFailed(userId(), presented.codeId()), authority);
        }
        return obstacle(presented, verifier);
    }

    private Verdict decide(
            Ceremony ceremony,
            PasskeyVerifier.Answer answer,
            FinishPasskeyRegistration command,
            CredentialClaims claims) {
        if (answer instanceof PasskeyVerifier.Answer.Failed failed) {
            return fail(
                    ceremony,
                    failed.reason(),
                    new Failure.CeremonyFailed(
                            "The passkey could not be verified (" + failed.reason() + "); begin again."),
                    command.authority());
        }
        Credential credential = ((PasskeyVerifier.Answer.Verified) answer).credential();
        passkeys.requireRoomForOneMore();
        ResourceOwner owner = details().resourceOwner();
        if (!claims.claim(credential.id(), userId(), EventMetaData.of(command.authority(), userId(), owner))) {
            return fail(ceremony, "CLAIMED", new Failure.PasskeyAlreadyExists(), command.authority());
        }
        CodeId codeId = ceremony.passkey().codeId();
        if (codeId != null) {
            emit(new PasswordlessInitCodeCheckSucceeded(userId(), codeId), command.authority());
        }
        emit(
                new PasswordlessTokenVerified(userId(), command.passkeyId(), personalKey, command.name(), credential),
                command.authority());
        return new Verdict.Registered(passkey(command.passkeyId()));
    }

    /** A failed ceremony is a fact, and it counts (behaviour C9). */
    private Verdict fail(Ceremony ceremony, String reason, Failure failure, Authority authority) {
        PasskeyId passkeyId = ceremony.passkey().passkeyId();
        CodeId codeId = ceremony.passkey().codeId();
        emit(new PasswordlessTokenVerificationFailed(userId(), passkeyId, reason), authority);
        if (codeId != null) {
            emit(new PasswordlessInitCodeCeremonyFailed(userId(), codeId), authority);
        }
        return new Verdict.Refused(failure);
    }

    /** Existence first, then sight and permission; what follows in a handler is about state (behaviour O4). */
    private Person authorize(UserCommand command, Roles roles) {
        Person known = person;
        if (known == null) {
            throw new Rejected(command.authority().absence());
        }
        permit(command, roles);
        return known;
    }

    private void permit(UserCommand command, Roles roles) {
        command.authority().over(command.userId(), details().resourceOwner(), roles);
    }

    private @Nullable Failure inactivity() {
        return deactivated || locked ? new Failure.UserNotActive() : null;
    }

    private void requireActive() {
        Failure inactivity = inactivity();
        if (inactivity != null) {
            throw new Rejected(inactivity);
        }
    }

    private void requireAddress(InitCodeRules rules) {
        Email email = existing().email();
        if (email == null || !rules.addresses().accept(email)) {
            throw new Rejected(new Failure.EmailMissing());
        }
    }

    /** Before the limit of open codes: nobody shall revoke codes for a mail that is refused all the same. */
    private void requireMailAllowed(InitCodeRules rules) {
        Instant now = now();
        mailings.fullUntil(now, rules.mailLimit()).ifPresent(end -> {
            throw new Rejected(new Failure.TooManyMails(Duration.between(now, end)));
        });
    }

    private void requireRoomForOneMore(InitCodeRules rules) {
        Instant now = now();
        codes.fullUntil(now, rules.maxOpen()).ifPresent(end -> {
            throw new Rejected(new Failure.TooManyOpenCodes(rules.maxOpen(), Duration.between(now, end)));
        });
    }

    private void emit(UserEvent event, Authority authority) {
        apply(event, EventMetaData.of(authority, userId(), details().resourceOwner()));
    }

    /** Axon's event clock, but never earlier than the last event (behaviour C4). */
    private Instant now() {
        Instant clock = GenericEventMessage.clock.instant().truncatedTo(MILLIS);
        return clock.isBefore(lastEventAt) ? lastEventAt : clock;
    }

    private InitCode code(CodeId codeId) {
        return codes.find(codeId).orElseThrow(() -> new Rejected(new Failure.CodeNotFound()));
    }

    private Passkey passkey(PasskeyId passkeyId) {
        return passkeys.find(passkeyId).orElseThrow(() -> new Rejected(new Failure.PasskeyNotFound()));
    }

    private Person existing() {
        if (person == null) {
            throw new Rejected(new Failure.UserNotFound());
        }
        return person;
    }

    private ObjectDetails details() {
        return Objects.requireNonNull(details);
    }

    private UserId userId() {
        return Objects.requireNonNull(id);
    }
}
