package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.HostDatabase.Product;
import dev.passlink.api.club.Club;
import dev.passlink.api.club.Membership.Invited;
import dev.passlink.api.club.Membership.Join;
import dev.passlink.api.club.Membership.Joined;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserCommand.LockUser;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.UserAdded;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The club has Passlink installed into its own Axon configuration, and goes on as a club. */
class HostApplicationTest {

    private static final Person PERSON = Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true));

    @TempDir
    Path folder;

    private final AtomicInteger mails = new AtomicInteger();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private HostDatabase database = HostDatabase.of(Product.H2);

    @AfterEach
    void closeTheDatabase() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void theClubReactsToALinkThatWasSentWithACommandToItsOwnAggregate(Product product) {
        on(product);
        try (Club club = open()) {
            club.axon().commandGateway().sendAndWait(new Join("member-ann"));
            addAnn(club);
            club.passlink().links().send(MANAGER, ANN).join();

            await(() -> club.journal().entries().contains(new Invited("member-ann", 1)));
            assertThat(club.journal().entries())
                    .extracting(Object::getClass)
                    .containsExactlyInAnyOrder(
                            Joined.class,
                            UserAdded.class,
                            PasswordlessInitCodeAdded.class,
                            PasswordlessInitCodeSent.class,
                            Invited.class);
            assertThat(mails).hasValue(1);
            assertThat(meters.get("passlink.codes.sent").counter().count()).isEqualTo(1);
        }
    }

    @Test
    void eachStoresItsEventsUnderItsOwnNames() {
        try (Club club = open()) {
            club.axon().commandGateway().sendAndWait(new Join("member-ann"));
            addAnn(club);

            assertThat(database.value("select payloadType from DomainEventEntry where aggregateIdentifier = 'ann'"))
                    .isEqualTo("user.human.added");
            assertThat(database.value("select payloadType from DomainEventEntry where type = 'Membership'"))
                    .isEqualTo(Joined.class.getName());
        }
    }

    @Test
    void aReplayOfTheClubMailsNothing() {
        try (Club club = open()) {
            club.axon().commandGateway().sendAndWait(new Join("member-ann"));
            addAnn(club);
            club.passlink().links().send(MANAGER, ANN).join();
            await(() -> club.journal().entries().contains(new Invited("member-ann", 1)));

            club.replay();
            await(() -> club.journal().entries().contains(new Invited("member-ann", 1)));

            club.passlink()
                    .links()
                    .send(MANAGER, ANN)
                    .join(); // jobs run in order of time: one of the replay came first
            await(() -> club.journal().entries().contains(new Invited("member-ann", 2)));
            assertThat(mails).hasValue(2);
        }
    }

    @Test
    void aRestartOfTheClubGoesOnAndMailsNothingAgain() {
        try (Club club = open()) {
            club.axon().commandGateway().sendAndWait(new Join("member-ann"));
            addAnn(club);
            club.passlink().links().send(MANAGER, ANN).join();
            await(() -> club.journal().entries().contains(new Invited("member-ann", 1)));
        }
        try (Club club = open()) {
            assertThat(club.passlink().links().list(MANAGER, ANN).join()).hasSize(1);
            club.passlink().links().send(MANAGER, ANN).join();
            await(() -> club.journal().entries().contains(new Invited("member-ann", 2)));
            assertThat(mails).hasValue(2);
        }
    }

    @Test
    void anIdThatTheClubUsesForItsAggregateIsNoUserAndIsNotTaken() {
        try (Club club = open()) {
            club.axon().commandGateway().sendAndWait(new Join("ann"));
            Holder stranger =
                    new Holder(club.passlink(), Map.of("userID", "ann", "orgID", "acme", "codeID", "1", "code", "x"));

            assertThatThrownBy(() -> addAnn(club)).cause().isInstanceOfSatisfying(Rejected.class, refused -> {
                assertThat(refused.failure().reason()).isEqualTo("REQUEST_INVALID");
                assertThat(refused.failure().message()).contains("something else");
            });
            assertRefused(club.passlink().users().lock(MANAGER, ANN), new Failure.UserNotFound());
            assertRefused(stranger.presents("x"), new Failure.CodeInvalid());
            assertThat(database.value("select count(*) from DomainEventEntry")).isEqualTo("1");
        }
    }

    @Test
    void aUsersStreamThatTheClubAppendedToDecidesNothing() {
        try (Club club = open()) {
            addAnn(club);
            club.axon()
                    .eventStore()
                    .publish(new GenericDomainEventMessage<>("Membership", "ann", 1, new Invited("ann", 1)));
            club.passlink().engine().forgetAggregates();

            assertThatThrownBy(() -> club.passlink().users().lock(MANAGER, ANN).join())
                    .cause()
                    .isInstanceOfSatisfying(Rejected.class, refused -> {
                        assertThat(refused.failure().reason()).isEqualTo("UNAVAILABLE");
                        assertThat(refused.failure().message()).contains("Event 2");
                    });
            assertThat(database.value("select count(*) from DomainEventEntry")).isEqualTo("2");
        }
    }

    @Test
    void theClubsBusesAndProcessorsHaveNothingOfPasslink() {
        try (Club club = open()) {
            addAnn(club);
            Authority manager = new Authority.Manager(MANAGER, Operation.LOCK_USER, null);

            assertThatThrownBy(() -> club.axon().commandGateway().sendAndWait(new LockUser(ANN, manager)))
                    .isInstanceOf(NoHandlerForCommandException.class);
            assertThat(club.axon().eventProcessingConfiguration().eventProcessors())
                    .containsOnlyKeys("invitations", "journal");
        }
    }

    @Test
    void aUserMayHaveAnIdThatTheClubWouldTakeLater() {
        try (Club club = open()) {
            addAnn(club);

            assertThatThrownBy(() -> club.axon().commandGateway().sendAndWait(new Join("ann")))
                    .hasMessageContaining("Cannot reuse aggregate identifier [ann]");
            assertThat(club.passlink()
                            .users()
                            .lock(MANAGER, new UserId("ann"))
                            .join()
                            .sequence())
                    .isEqualTo(2);
        }
    }

    private void on(Product product) {
        database.close();
        database = HostDatabase.of(product);
    }

    private Club open() {
        MailTransport transport = mail -> {
            mails.incrementAndGet();
            return new MailTransport.Outcome.Accepted();
        };
        return Club.open(
                database.connections(),
                Passlink.builder()
                        .dataSource(database.connections())
                        .keyset(folder.resolve("keyset.json"))
                        .mail(MailSettings.of("login.acme.example", transport).withoutNotices())
                        .meters(meters)
                        .asModule());
    }

    private static void addAnn(Club club) {
        club.passlink().users().in(ACME).add(MANAGER, ANN, PERSON).join();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never came").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
