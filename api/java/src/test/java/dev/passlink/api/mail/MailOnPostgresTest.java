package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MailOnPostgresTest {

    @Test
    void severalNodesSendEachMailOnce() throws IOException {
        List<UserId> users =
                IntStream.range(0, 10).mapToObj(i -> new UserId("user-" + i)).toList();
        Mailbox mailbox = new Mailbox();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            JdbcAccess store = new JdbcAccess(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
            try (MailNode one = MailNode.on(store, mailbox);
                    MailNode another = MailNode.on(store, mailbox)) {
                users.forEach(user -> one.add(user, person("Ada", "en")));
                users.forEach(another::send);

                users.forEach(user -> one.eventually(user, PasswordlessInitCodeSent.class));
                one.awaitIdle();
                assertThat(mailbox.mails()).hasSize(10);
            }
        }
    }
}
