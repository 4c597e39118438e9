package dev.passlink.api.mail;

import static dev.passlink.api.mail.MailNode.by;
import static dev.passlink.api.mail.SampleMail.ADA;
import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.Authority;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Operation;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.domain.user.UserCommand.ChangeUserEmail;
import dev.passlink.domain.user.UserCommand.DeactivateUser;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeSent;
import dev.passlink.domain.user.UserCommand.ReactivateUser;
import dev.passlink.domain.user.UserCommand.RemoveUser;
import dev.passlink.domain.user.UserCommand.RetryPasswordlessInitCodeDelivery;
import dev.passlink.domain.user.UserCommand.RevokePasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of a mail, on every database. */
abstract class MailDeliveryContract {

    private final JdbcAccess store = store();
    private final Mailbox mailbox = new Mailbox();
    private EventClock clock;

    /** An empty database. */
    abstract JdbcAccess store();

    @BeforeEach
    void takeTheClock() {
        clock = EventClock.ticking();
    }

    @AfterEach
    void giveItBack() {
        clock.close();
    }

    @Test
    void aLinkIsMailedOverSmtpAndThenRecorded() {
        GreenMail server = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
        server.start();
        Smtp smtp = Smtp.server("localhost", server.getSmtp().getPort()).with(Smtp.Tls.NONE);
        try (MailNode node = MailNode.on(store, smtp)) {
            node.add(ADA, person("Ada Lovelace", "en"));
            InitCode code = node.send(ADA);

            node.eventually(ADA, PasswordlessInitCodeSent.class);
            Received mail = Received.of(server.getReceivedMessages()[0]);
            assertThat(mail.link()).isEqualTo(node.link(ADA, code));
            assertThat(mail.scanned()).isEqualTo(node.link(ADA, code).toString());
            assertThat(mail.header("To")).isEqualTo("Ada Lovelace <ada@example.org>");
        } finally {
            server.stop();
        }
    }

    @Test
    void aGermanGetsAGermanMail() {
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Jürgen", "de-AT"));
            node.send(ADA);

            node.eventually(ADA, PasswordlessInitCodeSent.class);
            assertThat(mailbox.mails().get(0).text()).contains("Guten Tag Jürgen", "eine Stunde");
        }
    }

    @Test
    void theMailerIsOnRecordWithinTheSameCorrelation() {
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);

            DomainEventMessage<?> sent = node.eventually(ADA, PasswordlessInitCodeSent.class);
            DomainEventMessage<?> added =
                    node.events(ADA, PasswordlessInitCodeAdded.class).get(0);
            assertThat(sent.getMetaData())
                    .containsEntry(EventMetaData.EDITOR, "system:mailer")
                    .containsEntry(EventMetaData.OPERATION, "DeliverLink")
                    .containsEntry(
                            EventMetaData.CORRELATION_ID, added.getMetaData().get(EventMetaData.CORRELATION_ID));
        }
    }

    @Test
    void nothingIsRecordedBeforeTheServerAccepts() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            asked.countDown();
            awaitUninterrupted(answered);
            return new MailTransport.Outcome.Accepted();
        });
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            asked.await();

            assertThat(node.events(ADA, PasswordlessInitCodeSent.class)).isEmpty();
            answered.countDown();
            node.eventually(ADA, PasswordlessInitCodeSent.class);
        }
    }

    @Test
    void aFinalRefusalIsRecordedWithItsReason() {
        mailbox.firstAnswering(() -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1"));
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);

            var failed = node.eventually(ADA, PasswordlessInitCodeDeliveryFailed.class);
            assertThat(failed.getPayload().reason()).isEqualTo("SMTP 550 5.1.1");
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
        }
    }

    @Test
    void aDelayedMailIsTriedAgainUntilItIsTaken() {
        CountDownLatch failed = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            failed.countDown();
            throw new DeliveryDelayed("SMTP 451 4.7.1");
        });
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            awaitUninterrupted(failed);

            clock.advance(Duration.ofSeconds(10));
            node.eventually(ADA, PasswordlessInitCodeSent.class);
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void aCodeThatExpiresFirstEndsInDeliveryFailed() {
        InitCodeRules brief = new InitCodeRules(
                12, Duration.ofSeconds(2), 3, 10, 10, InitCodeRules.Addresses.REGISTERED, MailLimit.DEFAULT);
        CountDownLatch failed = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            failed.countDown();
            throw new DeliveryDelayed("SMTP 451 4.7.1");
        });
        try (MailNode node = MailNode.on(store, brief, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            awaitUninterrupted(failed);

            clock.advance(Duration.ofSeconds(10));
            var expired = node.eventually(ADA, PasswordlessInitCodeDeliveryFailed.class);
            assertThat(expired.getPayload().reason()).isEqualTo("EXPIRED");
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
        }
    }

    @Test
    void aMailThatWasGivenUpIsDeliveredOnceItIsRetried() {
        mailbox.firstAnswering(() -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1"));
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            InitCode code = node.send(ADA);
            node.eventually(ADA, PasswordlessInitCodeDeliveryFailed.class);

            node.give(new RetryPasswordlessInitCodeDelivery(ADA, code.codeId(), by(Operation.RETRY_DEAD_LETTERS)));
            node.eventually(ADA, PasswordlessInitCodeSent.class);
            node.awaitIdle();
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void aMailIsRetriedAlsoWhileTheJobThatGaveItUpIsStillThere() {
        mailbox.firstAnswering(() -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1"));
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            InitCode code = node.send(ADA);
            awaitJob(node);
            node.give(new MarkPasswordlessInitCodeDeliveryFailed(
                    ADA, code.codeId(), "SMTP 550 5.1.1", new Authority.Part("mailer", Operation.DELIVER_LINK)));
            node.give(new RetryPasswordlessInitCodeDelivery(ADA, code.codeId(), by(Operation.RETRY_DEAD_LETTERS)));

            MailNode.await(() -> Jobs.count(node.jobs()) == 2, "a second job");
        }
    }

    @Test
    void aRetriedMailIsSentOnceAlsoIfTheJobThatGaveItUpRunsAgain() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            InitCode code = node.send(ADA);
            awaitJob(node);
            node.give(new MarkPasswordlessInitCodeDeliveryFailed(
                    ADA, code.codeId(), "SMTP 550 5.1.1", new Authority.Part("mailer", Operation.DELIVER_LINK)));
            node.give(new RetryPasswordlessInitCodeDelivery(ADA, code.codeId(), by(Operation.RETRY_DEAD_LETTERS)));
            MailNode.await(() -> Jobs.count(node.jobs()) == 2, "a second job");
            mailbox.firstAnswering(() -> {
                MailNode.await(() -> Jobs.count(node.jobs()) == 1, "end of the other job");
                return new MailTransport.Outcome.Accepted();
            });

            node.deliver();
            node.awaitIdle();
            assertThat(mailbox.mails()).hasSize(1);
            assertThat(node.events(ADA, PasswordlessInitCodeSent.class)).hasSize(1);
        }
    }

    @Test
    void aMailInBackOffWhoseCodeWasRevokedByAChangeOfAddressIsNotSent() {
        CountDownLatch failed = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            failed.countDown();
            throw new DeliveryDelayed("SMTP 451 4.7.1");
        });
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            awaitUninterrupted(failed);
            node.give(new ChangeUserEmail(ADA, new Email("new@example.org", true), by(Operation.UPDATE_HUMAN_EMAIL)));

            clock.advance(Duration.ofSeconds(10));
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
            assertThat(node.events(ADA, PasswordlessInitCodeSent.class)).isEmpty();
        }
    }

    @Test
    void aRevokedCodeIsNotMailed() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            InitCode code = node.send(ADA);
            node.give(new RevokePasswordlessInitCode(ADA, code.codeId(), by(Operation.REVOKE_LINKS)));
            awaitJob(node);

            node.deliver();
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
            assertThat(node.events(ADA, PasswordlessInitCodeSent.class)).isEmpty();
        }
    }

    @Test
    void theMailOfARemovedUserIsForgotten() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            node.give(new RemoveUser(ADA, by(Operation.REMOVE_USER)));
            awaitJob(node);

            node.deliver();
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
        }
    }

    @Test
    void aDeactivatedUserIsMailedOnceActiveAgain() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            node.give(new DeactivateUser(ADA, by(Operation.DEACTIVATE_USER)));
            awaitJob(node);
            node.deliver();
            MailNode.await(() -> Jobs.postponed(node.jobs()) == 1, "postponed job");
            assertThat(mailbox.mails()).isEmpty();

            node.give(new ReactivateUser(ADA, by(Operation.REACTIVATE_USER)));
            clock.advance(Duration.ofMinutes(1));
            node.eventually(ADA, PasswordlessInitCodeSent.class);
        }
    }

    @Test
    void severalNodesSendEachMailOnce() {
        List<UserId> users =
                IntStream.range(0, 20).mapToObj(i -> new UserId("user-" + i)).toList();
        try (MailNode one = MailNode.on(store, mailbox);
                MailNode another = MailNode.on(store, mailbox)) {
            users.forEach(user -> one.add(user, person("Ada", "en")));
            users.forEach(another::send);

            users.forEach(user -> one.eventually(user, PasswordlessInitCodeSent.class));
            one.awaitIdle();
            assertThat(mailbox.mails()).hasSize(20);
            assertThat(mailbox.mails())
                    .extracting(mail -> mail.header("Message-ID"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aMailOutlivesTheNodeThatWasAskedForIt() {
        try (MailNode survivor = MailNode.waiting(store, mailbox)) {
            try (MailNode asked = MailNode.waiting(store, mailbox)) {
                asked.add(ADA, person("Ada", "en"));
                asked.send(ADA);
            }
            survivor.deliver();

            survivor.eventually(ADA, PasswordlessInitCodeSent.class);
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void theJobOfAKilledNodeCanBeTakenOverBeforeItsLeaseIsOut() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            awaitJob(node);
            Jobs.pickAsIfBy("somebody killed", node.jobs());

            node.delivery().releaseJobs();

            assertThat(Jobs.picked(node.jobs())).isZero();
            node.deliver();
            node.eventually(ADA, PasswordlessInitCodeSent.class);
        }
    }

    @Test
    void aMailOnItsWayArrivesBeforeTheNodeStops() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            asked.countDown();
            awaitUninterrupted(answered);
            return new MailTransport.Outcome.Accepted();
        });
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);
            awaitUninterrupted(asked);
            Thread stopping = new Thread(node.delivery()::close);
            stopping.start();
            MailNode.await(() -> stopping.getState() == Thread.State.TIMED_WAITING, "waiting for the mail");
            answered.countDown();
            MailNode.await(() -> !stopping.isAlive(), "stopped");

            assertThat(node.events(ADA, PasswordlessInitCodeSent.class)).hasSize(1);
        }
    }

    @Test
    void whatWasAcceptedIsRecordedLaterRatherThanSentAgain() {
        AtomicInteger failures = new AtomicInteger(2);
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.commands().registerDispatchInterceptor(commands -> (index, command) -> {
                if (command.getPayload() instanceof MarkPasswordlessInitCodeSent && failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("the command bus is down");
                }
                return command;
            });
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);

            node.eventually(ADA, PasswordlessInitCodeSent.class);
            node.awaitIdle();
            assertThat(failures).hasNegativeValue();
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void aCodeWhoseKeyIsRetiredIsNotMailed() {
        try (MailNode node = MailNode.withoutKeys(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            node.send(ADA);

            var failed = node.eventually(ADA, PasswordlessInitCodeDeliveryFailed.class);
            assertThat(failed.getPayload().reason()).isEqualTo("CODE_INVALID");
            assertThat(mailbox.mails()).isEmpty();
        }
    }

    @Test
    void theFinestLogKnowsNeitherCodeNorLinkNorAddress() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Level before = root.getLevel();
        mailbox.firstAnswering(() -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1"));
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            root.setLevel(Level.TRACE);
            appenders.forEach(root::detachAppender);
            root.addAppender(log);
            InitCode refused = node.send(ADA);
            InitCode sent = node.send(ADA);
            node.eventually(ADA, PasswordlessInitCodeSent.class);
            node.awaitIdle();

            String everything = String.join(
                    "\n",
                    List.copyOf(log.list).stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .toList());
            assertThat(everything)
                    .contains("passlink-mail")
                    .doesNotContain(code(node, refused), code(node, sent), "ada@example.org", "code=");
        } finally {
            root.detachAppender(log);
            appenders.forEach(root::addAppender);
            root.setLevel(before);
        }
    }

    private static String code(MailNode node, InitCode code) {
        String link = node.link(ADA, code).toString();
        return link.substring(link.indexOf("&code=") + 6);
    }

    private static void awaitJob(MailNode node) {
        MailNode.await(() -> Jobs.count(node.jobs()) == 1, "job");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        MailNode.await(() -> latch.getCount() == 0, "signal");
    }
}
