package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.AxonServer;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.ChangeUserEmail;
import dev.passlink.domain.user.UserId;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines append to the same streams of Axon Server, since each handles its commands by itself. */
@LiveAxonServer
class AxonServerConflictTest {

    private final UserId ann = new UserId("ann-" + UUID.randomUUID());
    private final AxonServer server = AxonServer.connect(AxonServerAccess.inClear(LiveAxonServer.Named.server()));
    private final Database database = Database.open(JdbcAccess.h2Memory(), Set.of(), EventPlace.ELSEWHERE, 4);
    private final Engine one = engine();
    private final Engine other = engine();

    private Engine engine() {
        return Engine.on(database)
                .eventsIn(server)
                .onItsOwn()
                .storedAs(
                        PasslinkSerializers.events(PersonalKeys.NONE),
                        PasslinkSerializers.general(PersonalKeys.NONE),
                        StoredForms.upcasters(PersonalKeys.NONE))
                .decidesWithoutCodes(Roles.DEFAULT, InitCodeRules.DEFAULT)
                .start();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        server.close();
        database.close();
    }

    @Test
    void ofManyWhoCreateAUserOneSucceedsAndTheOthersAreToldThatItExists() {
        for (int round = 0; round < 10; round++) {
            AddUser add = new AddUser(
                    new UserId(ann.value() + round),
                    null,
                    ACME,
                    Person.named("ann", "Ann", "Lee", null),
                    by(Operation.ADD_HUMAN_USER));

            List<Object> answers = inParallel(4, i -> give(i, add));

            assertThat(answers).filteredOn(ObjectDetails.class::isInstance).hasSize(1);
            assertThat(answers)
                    .filteredOn(Failure.class::isInstance)
                    .hasSize(3)
                    .containsOnly(new Failure.UserAlreadyExists());
        }
    }

    @Test
    void appendsThatConflictAreTriedAgainAndNoneIsLost() {
        give(0, new AddUser(ann, null, ACME, Person.named("ann", "Ann", "Lee", null), by(Operation.ADD_HUMAN_USER)))
                .join();

        List<Object> answers = inParallel(
                40,
                i -> give(
                        i,
                        new ChangeUserEmail(
                                ann, new Email("ann" + i + "@example.org", true), by(Operation.UPDATE_HUMAN_EMAIL))));

        assertThat(answers.stream().map(answer -> ((ObjectDetails) answer).sequence()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(2, 41).boxed().toList());
    }

    private static Authority by(Operation operation) {
        return new Authority.Manager(MANAGER, operation, ACME);
    }

    private CompletableFuture<Object> give(int turn, UserCommand command) {
        return (turn % 2 == 0 ? one : other)
                .commands()
                .send(command)
                .exceptionally(refusal -> ((Rejected) refusal).failure());
    }
}
