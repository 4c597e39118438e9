package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.Device;
import dev.passlink.api.Keysets;
import dev.passlink.api.LinkAccess;
import dev.passlink.api.LiveAxonServer;
import dev.passlink.api.Passlink;
import dev.passlink.api.RegistrationLink;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.mail.Outbox;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.passkey.PasskeyView;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.serialization.json.JacksonSerializer;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTest {

    private static final ResourceOwner ACME = new ResourceOwner("acme");
    private static final Caller MANAGER = Caller.of("manager", "acme", Grant.in(ACME, "ORG_OWNER"));
    private static final Person ANN =
            Person.named("first.user", "First", "User", new Email("first.user@acme.example", true));

    @TempDir
    Path folder;

    @Test
    void theTenLinesOfTheReadmeMakeALink() {
        assertThat(Embedding.firstLink(folder))
                .asString()
                .matches("http://localhost:8080/ui/login/login/passwordless/init"
                        + "\\?userID=\\d+&orgID=acme&codeID=\\w+&code=[A-Za-z0-9]{12}");
        assertThat(folder.resolve("keyset.json")).exists();
    }

    @Test
    void aConfiguredPasslinkMakesLinksOfItsOwnOrigin() {
        try (Passlink passlink = Embedding.configured(folder, new Outbox(folder.resolve("outbox")))) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            assertThat(passlink.links().add(MANAGER, ann).join().link())
                    .asString()
                    .startsWith("https://login.acme.example/ui/login/")
                    .matches(".*&code=[A-Za-z0-9]{16}");
        }
    }

    @Test
    void anApplicationHandsInItsDataSource() {
        JdbcConnectionPool connections = JdbcConnectionPool.create("jdbc:h2:mem:embedding", "", "");
        try (Passlink passlink = Embedding.inTheApplicationsDatabase(connections, folder.resolve("keyset.json"))) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            assertThat(passlink.links().add(MANAGER, ann).join().details().sequence())
                    .isEqualTo(2);
        } finally {
            connections.dispose();
        }
    }

    @Test
    void theTokenOfAxonServerIsNotInATextOfItsAccess() {
        assertThat(Embedding.encrypted("sesame"))
                .hasToString("AxonServerAccess[axon.acme.example:8124, default]")
                .satisfies(access -> assertThat(access.token()).isEqualTo("sesame"));
    }

    @Test
    @LiveAxonServer
    void anApplicationHasItsEventsInAxonServer() {
        JdbcConnectionPool connections = JdbcConnectionPool.create("jdbc:h2:mem:axonserver", "", "");
        Path keyset = Keysets.in(folder);
        AxonServerAccess access = AxonServerAccess.inClear(System.getenv(LiveAxonServer.VARIABLE));
        try (Passlink passlink = Embedding.onAxonServer(connections, access, keyset)) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            assertThat(passlink.links().add(MANAGER, ann).join().details().sequence())
                    .isEqualTo(2);
        } finally {
            connections.dispose();
        }
    }

    @Test
    void anApplicationInstallsPasslinkIntoItsAxonConfiguration() {
        JdbcConnectionPool connections = JdbcConnectionPool.create("jdbc:h2:mem:axon", "", "");
        Configurer configurer = DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(config -> new InMemoryEventStorageEngine());
        Embedding.intoAConfiguration(
                configurer, JacksonSerializer.defaultSerializer(), connections, folder.resolve("keyset.json"));
        Configuration configuration = configurer.start();
        try {
            Passlink passlink = Embedding.ofAConfiguration(configuration);
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            assertThat(passlink.links().add(MANAGER, ann).join().details().sequence())
                    .isEqualTo(2);
        } finally {
            configuration.shutdown();
            connections.dispose();
        }
    }

    @Test
    void aUserHasALinkMailedToThemself() throws Exception {
        CompletableFuture<String> sender = new CompletableFuture<>();
        MailTransport transport = mail -> {
            sender.complete(senderOf(mail));
            return new MailTransport.Outcome.Accepted();
        };
        try (Passlink passlink = Embedding.configured(folder, transport)) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            assertThat(Embedding.sendToOneself(passlink, ann).sequence()).isEqualTo(2);
            assertThat(sender.get(1, TimeUnit.MINUTES)).isEqualTo("passlink@login.acme.example");
        }
    }

    @Test
    void whatIsOutstandingIsListed() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            passlink.links().add(MANAGER, ann).join();
            assertThat(Embedding.outstanding(passlink, MANAGER, ann)).containsExactly("OPEN, mail NONE");
        }
    }

    @Test
    void aRequestThatIsRepeatedAnswersTheSameLink() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            RegistrationLink first = Embedding.repeatable(passlink, MANAGER, ann, "4711");
            assertThat(Embedding.repeatable(passlink, MANAGER, ann, "4711")).isEqualTo(first);
            assertThat(Embedding.repeatable(passlink, MANAGER, ann, "4712")).isNotEqualTo(first);
        }
    }

    @Test
    void aPageOfTheApplicationRegistersAPasskey() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            RegistrationLink made = passlink.links().add(MANAGER, ann).join();
            String code = made.link().getQuery().replaceFirst(".*&code=", "");
            LinkAccess link = new LinkAccess(ann, ACME, made.codeId(), code);

            ObjectDetails registered = Embedding.register(passlink, link, new Device()::create);

            // The user, the link and the start; then the link's use and the passkey.
            assertThat(registered.sequence()).isEqualTo(5);
            assertThat(passlink.passkeys().list(MANAGER, ann).join())
                    .extracting(PasskeyView::name)
                    .containsExactly(new PasskeyName("My phone"));
        }
    }

    @Test
    void whatWasGivenUpIsTriedAgain() throws Exception {
        CompletableFuture<String> refused = new CompletableFuture<>();
        CompletableFuture<String> accepted = new CompletableFuture<>();
        MailTransport transport = mail -> {
            if (refused.complete(senderOf(mail))) {
                return new MailTransport.Outcome.Refused("SMTP 550 5.1.1");
            }
            accepted.complete(senderOf(mail));
            return new MailTransport.Outcome.Accepted();
        };
        try (Passlink passlink = Embedding.configured(folder, transport)) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            Embedding.sendToOneself(passlink, ann);
            refused.get(1, TimeUnit.MINUTES);
            while (Embedding.tryAgain(passlink, MANAGER) == 0) {
                Thread.onSpinWait(); // until it is on record that the mail was given up
            }
            assertThat(accepted.get(1, TimeUnit.MINUTES)).isEqualTo("passlink@login.acme.example");
        }
    }

    @Test
    void aManagerWorksInAnotherOrganization() {
        Caller elsewhere = Caller.of("elsewhere", "acme", Grant.in(new ResourceOwner("beta"), "ORG_USER_MANAGER"));
        try (Passlink passlink = Embedding.configured(folder, new Outbox(folder.resolve("outbox")))) {
            UserId ann = passlink.users()
                    .in(new ResourceOwner("beta"))
                    .importHuman(elsewhere, ANN)
                    .join()
                    .userId();
            assertThat(Embedding.inAnotherOrganization(passlink, elsewhere, ann).resourceOwner())
                    .isEqualTo(new ResourceOwner("beta"));
        }
    }

    @Test
    void aRefusalSaysWhy() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            assertThat(Embedding.refused(passlink, MANAGER, new UserId("nobody")))
                    .isEqualTo("USER_NOT_FOUND: There is no such user.");
        }
    }

    @Test
    void aHistoryIsPrintedAndAUserIsShownAsItWas() {
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            UserId ann = passlink.users().importHuman(MANAGER, ANN).join().userId();
            passlink.links().add(MANAGER, ann).join();
            Embedding.history(passlink, MANAGER);
            assertThat(Embedding.asOf(passlink, MANAGER, ann, Instant.now()).codes())
                    .hasSize(1);
        }
    }

    @Test
    void aStoreIsVerifiedAndSealed(@TempDir Path folder) {
        Path keyset = folder.resolve("seal-keyset.json");
        new KeysetFile<>(KeysetKind.SEALS, keyset).create();
        try (Passlink passlink = Passlink.builder().inMemory().build()) {
            passlink.users().importHuman(MANAGER, ANN).join();

            assertThat(Embedding.verify(passlink).isClean()).isTrue();
            assertThat(Embedding.seal(passlink, keyset)).isTrue();
        }
    }

    private static String senderOf(MimeMessage mail) {
        try {
            return mail.getFrom()[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
