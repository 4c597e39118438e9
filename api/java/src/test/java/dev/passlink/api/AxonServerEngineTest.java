package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.passlink.api.engine.AxonServer;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.user.UserQuery;
import dev.passlink.projection.user.UserView;
import io.axoniq.axonserver.connector.AxonServerConnection;
import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.event.Event;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in a live Axon Server, which holds those of other tests as well; rows, tokens and jobs in PostgreSQL. */
@LiveAxonServer
class AxonServerEngineTest extends PostgresEngineTest {

    private final AxonServerAccess server = AxonServerAccess.inClear(LiveAxonServer.Named.server());

    @BeforeEach
    @Override
    void start() {
        ann = new UserId("ann-" + UUID.randomUUID());
        Keysets.in(folder);
        super.start();
    }

    @Override
    Passlink.Builder node() {
        return super.node().axonServer(server).consistencyWait(LONG); // its rows begin with the events of all tests
    }

    /** What is in Axon Server cannot be changed; so one more is added. */
    @Override
    void makeNewestUnreadable() {
        Event unreadable = Event.newBuilder()
                .setAggregateIdentifier(ann.value())
                .setAggregateType(User.TYPE)
                .setAggregateSequenceNumber(eventsOfAnn().size())
                .setMessageIdentifier(UUID.randomUUID().toString())
                .setTimestamp(System.currentTimeMillis())
                .setPayload(SerializedObject.newBuilder()
                        .setType("user.of.the.future")
                        .setRevision("1"))
                .build();
        byHand(connection -> connection.eventChannel().appendEvents(unreadable));
    }

    @Override
    StoreAccess store() {
        return new StoreAccess(database(), server);
    }

    @Override
    String everythingStored() throws Exception {
        StringBuilder everything = new StringBuilder(super.everythingStored());
        byHand(connection -> {
            AggregateEventStream events = connection.eventChannel().openAggregateStream(ann.value(), false);
            events.asStream()
                    .forEach(event ->
                            everything.append(event.getPayload().getData().toStringUtf8()));
            connection
                    .eventChannel()
                    .loadSnapshots(ann.value(), Long.MAX_VALUE, 10)
                    .asStream()
                    .forEach(event ->
                            everything.append(event.getPayload().getData().toStringUtf8()));
            return CompletableFuture.completedFuture(null);
        });
        return everything.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"userId\":null,\"authority\":{\"@type\":\"Authority.Part\",\"part\":\"cli\",\"operation\":\"LOCK_USER\"}}",
                "{\"userId\":\"ann\",\"authority\":{\"@type\":\"Authority.OfTheFuture\"}}",
                "{\"userId\":\"ann\",\"authority\":{\"@type\":\"java.lang.Runtime\"}}"
            })
    void aCommandThatCannotBeReadIsAnsweredAllTheSame(String json) {
        Command unreadable = Command.newBuilder()
                .setName(LockUser.class.getName())
                .setMessageIdentifier(UUID.randomUUID().toString())
                .setPayload(SerializedObject.newBuilder()
                        .setType("UserCommand.LockUser")
                        .setData(ByteString.copyFromUtf8(json)))
                .build();

        CommandResponse answer =
                byHand(connection -> connection.commandChannel().sendCommand(unreadable));

        assertThat(answer.getErrorMessage().getMessage()).contains("UNAVAILABLE");
        assertThat(addAnn().sequence()).isEqualTo(1); // and the node goes on
    }

    private <T> T byHand(Function<AxonServerConnection, CompletableFuture<T>> request) {
        AxonServerConnectionFactory client = AxonServerConnectionFactory.forClient("test")
                .routingServers(new ServerAddress(LiveAxonServer.Named.host(), LiveAxonServer.Named.port()))
                .build();
        try {
            return request.apply(client.connect(server.context()))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        } finally {
            client.shutdown();
        }
    }

    @Test
    void whatANodeWithoutHandlersAsksIsAnsweredByAnother() {
        ObjectDetails added = addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        AxonServer way = AxonServer.connect(server);
        Database nothing = Database.open(JdbcAccess.h2Memory(), Set.of(), EventPlace.ELSEWHERE, 2);
        Engine asking = Engine.on(nothing)
                .eventsIn(way)
                .storedAs(
                        PasslinkSerializers.events(PersonalKeys.NONE),
                        PasslinkSerializers.general(PersonalKeys.NONE),
                        StoredForms.upcasters(PersonalKeys.NONE))
                .sentAs(PasslinkSerializers.messages())
                .start();
        try {
            assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(added); // the row is there
            assertThat(asking.look(new UserQuery.One(ann), UserView.class)
                            .join()
                            .details())
                    .isEqualTo(added);
            assertThat(asking.commands()
                            .<ObjectDetails>send(new DeactivateUser(ann, by(Operation.DEACTIVATE_USER)))
                            .join()
                            .sequence())
                    .isEqualTo(3);
            assertRefused(
                    asking.commands().send(new LockUser(new UserId("nobody"), by(Operation.LOCK_USER))),
                    new Failure.UserNotFound());
            assertRefused(
                    asking.commands()
                            .send(new RevokePasswordlessInitCode(
                                    ann, new CodeId("nobody's"), by(Operation.REVOKE_LINKS))),
                    new Failure.CodeNotFound());
            assertThat(asking.commands()
                            .<ObjectDetails>send(
                                    new RevokePasswordlessInitCode(ann, link.codeId(), by(Operation.REVOKE_LINKS)))
                            .join()
                            .creationDate())
                    .isEqualTo(link.details().creationDate());
        } finally {
            asking.close();
            way.close();
            nothing.close();
        }
    }

    @Test
    void aStoreThatEndsBeforeWhatTheRowsHaveSeenIsNotAppendedTo() throws Exception {
        addAnn();
        await(passlink::isReady);
        passlink.close();
        execute("update passlink_token set token = convert_to('{\"globalIndex\":999999999999}', 'UTF8')"
                + " where token_type like '%GlobalSequenceTrackingToken'");

        passlink = started();

        try (Passlink sound = Passlink.builder()
                .jdbc(JdbcAccess.h2Memory())
                .keyset(folder.resolve("keyset.json"))
                .axonServer(server)
                .build()) {
            await(sound::isReady);
            assertThat(passlink.readiness().missing()).contains("axon-server");
            assertThat(reason(passlink.users()
                            .lock(MANAGER, ann)
                            .handle((locked, refusal) -> refusal)
                            .join()))
                    .isEqualTo("UNAVAILABLE");
            assertThat(
                            sound.users() // handled by this one, which has not the keys of those who were there before
                                    .importHuman(MANAGER, Person.named("bob", "Bob", "Lee", null))
                                    .join()
                                    .details()
                                    .sequence())
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> DeadLetterOffice.open(new StoreAccess(database(), server)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lost events");
    }

    @Test
    void eventsAreReadUpToTheHead() {
        Instant before = Instant.now().minusSeconds(1);
        addAnn();
        passlink.links().add(MANAGER, ann).join();
        AxonServer way = AxonServer.connect(server);
        try (Database nothing = Database.open(JdbcAccess.h2Memory(), Set.of(), EventPlace.ELSEWHERE, 2);
                Stream<? extends TrackedEventMessage<?>> events = Engine.on(nothing)
                        .eventsIn(way)
                        .onItsOwn()
                        .storedAs(
                                PasslinkSerializers.events(PersonalKeys.NONE),
                                PasslinkSerializers.general(PersonalKeys.NONE),
                                StoredForms.upcasters(PersonalKeys.NONE))
                        .eventsSince(before)) {
            assertThat(events.map(event -> ((DomainEventMessage<?>) event).getAggregateIdentifier())
                            .filter(ann.value()::equals))
                    .hasSize(2);
        } finally {
            way.close();
        }
    }

    @Test
    void deadLettersAreDecidedOnBesideTheNodes() {
        addAnn();
        CodeId sent = mailedToAnn();
        await(() -> mailOf(sent) == MailState.SENT);

        try (DeadLetterOffice office = DeadLetterOffice.open(new StoreAccess(database(), server))) {
            assertThat(office.list(ann)).isEmpty();
            office.retry(ann, sent); // nothing is to be done
            assertThatThrownBy(() -> office.drop(ann, new CodeId("nobody's")))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            refused -> assertThat(refused.failure()).isEqualTo(new Failure.CodeNotFound()));
        }
    }

    private static Authority by(Operation operation) {
        return new Authority.Manager(MANAGER, operation, ACME);
    }

    @Override
    String tokens() {
        return "passlink_token";
    }
}
