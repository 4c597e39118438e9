package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.HostDatabase.Product;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application without Axon hands in its own connections. */
class HostDataSourceTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void linksAreMadeAndMailedInTheApplicationsDatabaseBesideItsTables(Product product) throws Exception {
        try (HostDatabase host = HostDatabase.of(product)) {
            addsAndMails(host);
            assertThat(host.value("select item from customer_order")).isEqualTo("book");
            assertThat(host.value("select count(*) from domain_event_entry")).isNotEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void autoCommitMayBeOffAsWell(Product product) throws Exception {
        try (HostDatabase host = HostDatabase.withoutAutoCommit(product)) {
            addsAndMails(host);
            assertThat(host.changed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationGoesOnWithItsConnectionsAsTheyWere(Product product) throws Exception {
        try (HostDatabase host = HostDatabase.of(product)) {
            addsAndMails(host);

            assertThat(host.isOpen()).isTrue();
            assertThat(host.changed()).isZero();
            host.execute("update customer_order set item = 'pen'");
            assertThat(host.value("select item from customer_order")).isEqualTo("pen");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestartOnTheSameDataSourceGoesOn(Product product) {
        try (HostDatabase host = HostDatabase.of(product)) {
            try (Passlink passlink = node(host).build()) {
                addAnn(passlink);
            }
            try (Passlink passlink = node(host).build()) {
                assertThat(passlink.users().lock(MANAGER, ANN).join().sequence())
                        .isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaWithTheTablesOfAnotherAxonApplicationIsRefusedAndLeftAlone(Product product) {
        try (HostDatabase host = HostDatabase.of(product)) {
            host.execute("create table token_entry (segment integer)");

            assertThatThrownBy(() -> node(host).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("[token_entry]")
                    .hasMessageContaining("asModule()");
            assertThatThrownBy(() -> host.value("select 1 from passlink_schema_history"))
                    .hasRootCauseInstanceOf(SQLException.class);
        }
    }

    private void addsAndMails(HostDatabase host) throws InterruptedException {
        CountDownLatch mailed = new CountDownLatch(1);
        MailTransport transport = mail -> {
            mailed.countDown();
            return new MailTransport.Outcome.Accepted();
        };
        try (Passlink passlink = node(host)
                .mail(MailSettings.of("login.acme.example", transport))
                .build()) {
            addAnn(passlink);
            passlink.links().send(MANAGER, ANN).join();
            assertThat(mailed.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(passlink.links().list(MANAGER, ANN).join()).hasSize(1);
        }
    }

    private Passlink.Builder node(HostDatabase host) {
        return Passlink.builder().dataSource(host.connections()).keyset(folder.resolve("keyset.json"));
    }

    private static void addAnn(Passlink passlink) {
        passlink.users()
                .in(ACME)
                .add(MANAGER, ANN, Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true)))
                .join();
    }
}
