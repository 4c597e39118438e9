package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.code.CodeDerivation;
import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.webauthn.Ceremonies;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeVerifier;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialClaims;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyVerifier;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.PresentedCode;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.FinishPasskeyRegistration;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.ReactivateUser;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.StartPasskeyRegistration;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredSnapshotTest {

    private static final UserId USER = new UserId("user-1");
    private static final PersonalKeyId KEY = new PersonalKeyId("key");
    private static final ResourceOwner OWNER = new ResourceOwner("org-1");
    private static final Credential CREDENTIAL = new Credential(
            new CredentialId("AAEC"),
            "cGs",
            0,
            "00000000-0000-0000-0000-000000000000",
            Set.of(Trait.BACKED_UP),
            Set.of("internal"),
            "none");
    private static final Authority SYSTEM = new Authority.Part("cli", Operation.ADD_HUMAN_USER);
    private static final Authority HOLDER = new Authority.Holder(OWNER);

    private final Serializer serializer = PasslinkSerializers.general(new GoldenKeys());
    private final CodeDerivation codes = CodeDerivation.with(Keyset.generate(KeysetKind.CODES));
    private final Ceremonies ceremonies = new Ceremonies(RelyingParty.of(URI.create("http://localhost")));
    private final EventStore store =
            EmbeddedEventStore.builder().storageEngine(new SnapshotsInBytes()).build();
    private final Configuration axon = DefaultConfigurer.defaultConfiguration(false)
            .configureEventStore(config -> store)
            .configureSerializer(config -> serializer)
            .configureEventSerializer(config -> PasslinkSerializers.events(new GoldenKeys()))
            .registerComponent(Roles.class, config -> Roles.DEFAULT)
            .registerComponent(InitCodeRules.class, config -> InitCodeRules.DEFAULT)
            .registerComponent(CodeVerifier.class, config -> codes)
            .registerComponent(
                    PasskeyVerifier.class,
                    config -> (ceremony, response) -> new PasskeyVerifier.Answer.Verified(CREDENTIAL))
            .registerComponent(CredentialClaims.class, config -> (credentialId, claimedBy, metaData) -> true)
            .configureAggregate(User.class)
            .buildConfiguration();
    private final CommandGateway commands = axon.commandGateway();

    @BeforeEach
    void start() {
        axon.start();
    }

    @AfterEach
    void stop() {
        axon.shutdown();
    }

    @Test
    void aUserWithEverythingComesBackAsItWas() {
        eventfulLife();
        SerializedObject<byte[]> stored = snapshot();
        assertThat(read(stored)).usingRecursiveComparison().isEqualTo(loaded());
    }

    @Test
    void aRemovedUserComesBackAsItWas() {
        eventfulLife();
        commands.sendAndWait(new RemoveUser(USER, SYSTEM));
        assertThat(read(snapshot())).usingRecursiveComparison().isEqualTo(loaded());
    }

    @Test
    void aSnapshotHasAStableNameAndTheRevisionOfItsClass() {
        eventfulLife();
        SerializedObject<byte[]> stored = snapshot();
        assertThat(stored.getType().getName()).isEqualTo("user");
        assertThat(stored.getType().getRevision()).isEqualTo("5");
    }

    @Test
    void aSnapshotContainsNoCode() {
        InitCode code = eventfulLife();
        assertThat(new String(snapshot().getData(), UTF_8))
                .contains(code.seed().nonce())
                .doesNotContain(codes.derive(USER, code));
    }

    @Test
    void aSnapshotContainsNoPersonalDataInClear() {
        eventfulLife();
        String stored = new String(snapshot().getData(), UTF_8);
        assertThat(stored)
                .contains("\"personalKey\":\"key\"")
                .doesNotContain("\"zoe", "Zoë", "Müller", "example.org", "phone");
    }

    @Test
    void aSnapshotOfAnErasedPersonIsReadAsOne() {
        eventfulLife();
        Object erased = PasslinkSerializers.general(PersonalKeys.NONE).deserialize(snapshot());
        assertThat(erased).extracting("person").isEqualTo(Person.ERASED);
        assertThat(erased).extracting("passkeys.registered").isEqualTo(List.of());
    }

    @Test
    void lifeGoesOnFromASnapshot() {
        InitCode open = eventfulLife();
        DomainEventMessage<?> last = lastEvent();
        store.storeSnapshot(
                new GenericDomainEventMessage<>(User.TYPE, USER.value(), last.getSequenceNumber(), loaded()));
        assertThat(store.readEvents(USER.value()).asStream().map(DomainEventMessage::getPayloadType))
                .satisfiesExactly(payload -> assertThat(payload).isEqualTo(User.class));

        Verdict wrong = start(open, "wrong");
        Verdict right = start(open, codes.derive(USER, open));
        ObjectDetails details = commands.sendAndWait(new LockUser(USER, SYSTEM));

        assertThat(wrong).isInstanceOf(Verdict.Refused.class);
        assertThat(right).isInstanceOfSatisfying(Verdict.Started.class, started -> {
            assertThat(started.existing()).containsExactly(CREDENTIAL);
            assertThat(started.ceremony().passkey().details().sequence()).isEqualTo(last.getSequenceNumber() + 3);
        });
        assertThat(details.sequence()).isEqualTo(last.getSequenceNumber() + 4);
        assertThat(details.resourceOwner()).isEqualTo(OWNER);
    }

    @Test
    void aSnapshotOfAnotherRevisionIsNotTaken() {
        eventfulLife();
        byte[] data = snapshot().getData();
        assertThat(read(new SimpleSerializedObject<>(data, byte[].class, "user", "0")))
                .isInstanceOf(UnknownSerializedType.class);
    }

    /** Leaves a code that is open, with one wrong guess. */
    private InitCode eventfulLife() {
        Email email = new Email("zoë@example.org", true);
        commands.sendAndWait(new AddUser(USER, KEY, OWNER, Person.named("zoe", "Zoë", "Müller", email), SYSTEM));
        InitCode revoked = addCode(Medium.MAIL);
        commands.sendAndWait(new RevokePasswordlessInitCode(USER, revoked.codeId(), SYSTEM));
        InitCode used = addCode(Medium.RETURNED);
        Verdict.Started begun = (Verdict.Started) start(used, codes.derive(USER, used));
        commands.sendAndWait(new FinishPasskeyRegistration(
                USER,
                begun.ceremony().passkey().passkeyId(),
                new PasskeyName("zoe's phone"),
                "",
                presented(used, codes.derive(USER, used)),
                HOLDER));
        InitCode open = addCode(Medium.RETURNED);
        start(open, codes.derive(USER, open));
        start(open, "wrong");
        commands.sendAndWait(new DeactivateUser(USER, SYSTEM));
        commands.sendAndWait(new ReactivateUser(USER, SYSTEM));
        return open;
    }

    private InitCode addCode(Medium medium) {
        CodeId codeId = codes.newCodeId();
        RequestFingerprint request = IdempotencyKey.of(codeId.value()).fingerprint(Caller.of("manager", OWNER.value()));
        return commands.sendAndWait(
                new AddPasswordlessInitCode(USER, codeId, codes.newSeed(), medium, request, null, SYSTEM));
    }

    private Verdict start(InitCode code, String presented) {
        return commands.sendAndWait(new StartPasskeyRegistration(
                USER,
                ceremonies.newPasskeyId(),
                ceremonies.newChallenge(),
                "localhost",
                ceremonies.newUserHandle(),
                presented(code, presented),
                HOLDER));
    }

    private PresentedCode presented(InitCode code, String presented) {
        return new PresentedCode(code.codeId(), codes.prove(USER, code.codeId(), presented));
    }

    private SerializedObject<byte[]> snapshot() {
        return serializer.serialize(loaded(), byte[].class);
    }

    private Object read(SerializedObject<byte[]> stored) {
        return serializer.deserialize(stored);
    }

    /** The aggregate as its events make it. */
    private User loaded() {
        return DefaultUnitOfWork.startAndGet(null)
                .executeWithResult(
                        () -> axon.repository(User.class).load(USER.value()).invoke(user -> user))
                .getPayload();
    }

    private DomainEventMessage<?> lastEvent() {
        return store.readEvents(USER.value())
                .asStream()
                .reduce((former, latter) -> latter)
                .orElseThrow();
    }

    /** Reads every snapshot from its stored form, as databases do; Axon's own engine would hand out the same user twice. */
    private final class SnapshotsInBytes extends InMemoryEventStorageEngine {
        @Override
        public Optional<DomainEventMessage<?>> readSnapshot(String id) {
            return super.readSnapshot(id)
                    .map(snapshot -> new GenericDomainEventMessage<>(
                            snapshot.getType(),
                            id,
                            snapshot.getSequenceNumber(),
                            read(serializer.serialize(snapshot.getPayload(), byte[].class))));
        }
    }
}
