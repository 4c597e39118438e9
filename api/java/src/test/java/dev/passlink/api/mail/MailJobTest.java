package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.ADA;
import static dev.passlink.api.mail.SampleMail.person;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import org.axonframework.common.transaction.Transaction;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

class MailJobTest {

    private final JdbcAccess store = JdbcAccess.h2Memory();
    private final Mailbox mailbox = new Mailbox();

    @Test
    void anEventSeenTwiceIsOneJob() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            MailJob job = new MailJob("ada", "4711", null, null);
            node.schedule(job);
            node.schedule(job);

            assertThat(Jobs.count(node.jobs())).isEqualTo(1);
        }
    }

    @Test
    void anEventSeenAgainAfterTheMailWasSentMailsNothing() {
        try (MailNode node = MailNode.on(store, mailbox)) {
            node.add(ADA, person("Ada", "en"));
            InitCode code = node.send(ADA);
            node.eventually(ADA, PasswordlessInitCodeSent.class);
            node.awaitIdle();

            node.schedule(new MailJob("ada", code.codeId().value(), null, null));
            node.awaitIdle();
            assertThat(mailbox.mails()).hasSize(1);
        }
    }

    @Test
    void aJobIsThereOnlyIfTheTransactionIsCommitted() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            Transaction transaction = node.database().transactions().startTransaction();
            node.database()
                    .entityManagers()
                    .getEntityManager()
                    .unwrap(Session.class)
                    .doWork(connection -> {
                        node.delivery().schedule(new MailJob("ada", "4711", null, null).instance(), connection);
                        assertThat(Jobs.count(connection)).isEqualTo(1);
                    });
            transaction.rollback();

            assertThat(Jobs.count(node.jobs())).isZero();
        }
    }

    @Test
    void whoBorrowsTheConnectionCannotEndItsTransaction() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.database()
                    .transactions()
                    .executeInTransaction(() -> node.database()
                            .entityManagers()
                            .getEntityManager()
                            .unwrap(Session.class)
                            .doWork(connection -> {
                                var lent = LentConnection.of(connection).getConnection();
                                lent.close();
                                assertThat(connection.isClosed()).isFalse();
                                assertThatThrownBy(lent::commit).isInstanceOf(IllegalStateException.class);
                                assertThatThrownBy(lent::rollback).isInstanceOf(IllegalStateException.class);
                            }));
        }
    }

    @Test
    void theJobTableKnowsTheIdsAndNothingElse() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.schedule(new MailJob("ada", "4711", "c0ffee", null));

            assertThat(Jobs.data(node.jobs()))
                    .isEqualTo("{\"userId\":\"ada\",\"codeId\":\"4711\",\"correlationId\":\"c0ffee\",\"retry\":null}");
        }
    }

    @Test
    void aJobThatWasStoredBeforeRetriesWereToldApartIsRead() {
        byte[] stored = "{\"userId\":\"ada\",\"codeId\":\"4711\",\"correlationId\":null}".getBytes(UTF_8);

        assertThat(new JacksonSerializer().deserialize(MailJob.class, stored))
                .isEqualTo(new MailJob("ada", "4711", null, null));
    }

    @Test
    void jobsOfTheLongestIdsFitAndAreToldApart() {
        String longest = "\uD83D\uDD11".repeat(199);
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.schedule(new MailJob(longest + "a", longest + "a", null, null));
            node.schedule(new MailJob(longest + "a", longest + "b", null, null));

            assertThat(Jobs.count(node.jobs())).isEqualTo(2);
        }
    }

    @Test
    void theJobOfAnUnknownUserIsForgotten() {
        try (MailNode node = MailNode.waiting(store, mailbox)) {
            node.schedule(new MailJob("nobody", "4711", null, null));
            assertThat(Jobs.count(node.jobs())).isEqualTo(1);

            node.deliver();
            node.awaitIdle();
            assertThat(mailbox.mails()).isEmpty();
        }
    }
}
