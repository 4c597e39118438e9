package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.ADA;
import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.passlink.api.Device;
import dev.passlink.api.LinkAccess;
import dev.passlink.api.Passlink;
import dev.passlink.api.RegistrationLink;
import dev.passlink.api.StartedRegistration;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told what by a security notice, on every database. */
abstract class NoticeContract {

    private static final Caller MANAGER = Caller.of("manager", "instance", Grant.everywhere("IAM_OWNER"));
    private static final Caller HERSELF = Caller.of("ada", "acme");
    private static final ResourceOwner ACME = new ResourceOwner("acme");
    private static final String LINK_ASKED = "Somebody asked for a registration link for your account";
    private static final String REGISTERED = "A passkey was registered for your account";
    private static final String REMOVED = "A passkey of your account was removed";

    @TempDir
    Path folder;

    private JdbcAccess store;
    private final Mailbox mailbox = new Mailbox();
    private SimpleMeterRegistry meters;
    private EventClock clock;
    private Passlink passlink;

    /** An empty database. */
    abstract JdbcAccess store();

    @BeforeEach
    void start() {
        store = store();
        clock = EventClock.ticking();
        passlink = node(InitCodeRules.DEFAULT, MailSettings.of("login.example.org", mailbox));
    }

    @AfterEach
    void stop() {
        passlink.close();
        clock.close();
    }

    @Test
    void whoSomebodyElseAskedALinkForIsToldButNotGivenIt() {
        add(person("Ada Lovelace", "en"));
        RegistrationLink link = passlink.links().add(MANAGER, ADA).join();

        Received notice = awaitMails(1).get(0);
        assertThat(notice.header("Subject")).isEqualTo(LINK_ASKED);
        assertThat(notice.header("To")).isEqualTo("Ada Lovelace <ada@example.org>");
        assertThat(notice.text())
                .contains("Hello Ada Lovelace,", "An administrator asked", "given to the administrator");
        assertThat(notice.text() + notice.html())
                .doesNotContain("http", codeOf(link), link.codeId().value(), "<a ", "<img");
    }

    @Test
    void whoIsMailedALinkThatSomebodyElseAskedForIsToldThatAsWell() {
        add(person("Ada", "en"));
        passlink.links().send(MANAGER, ADA).join();

        List<Received> mails = awaitMails(2);
        assertThat(mails)
                .extracting(mail -> mail.header("Subject"))
                .containsExactlyInAnyOrder("Set up your passkey", LINK_ASKED);
        assertThat(mails.stream().filter(mail -> mail.header("Subject").equals(LINK_ASKED)))
                .allSatisfy(notice -> assertThat(notice.text()).contains("is mailed to you"));
    }

    @Test
    void whoAskedForALinkThemselfIsNotTold() {
        add(person("Ada", "en"));
        passlink.links().addMine(HERSELF).join();
        passlink.links().sendMine(HERSELF).join();
        register("phone");

        assertThat(awaitMails(2))
                .extracting(mail -> mail.header("Subject"))
                .containsExactlyInAnyOrder("Set up your passkey", REGISTERED);
    }

    @Test
    void aPasskeyRegisteredByWhoeverHeldALinkGivesANotice() {
        add(person("Ada", "en"));
        RegistrationLink link = passlink.links().addMine(HERSELF).join();
        LinkAccess access = new LinkAccess(ADA, ACME, link.codeId(), codeOf(link));
        StartedRegistration started = passlink.passkeys()
                .startRegistration(access, Authenticators.ANY)
                .join();
        passlink.passkeys()
                .finishRegistration(access, started.passkeyId(), new PasskeyName("Ada's <phone>"), answer(started))
                .join();

        Received notice = awaitMails(1).get(0);
        assertThat(notice.header("Subject")).isEqualTo(REGISTERED);
        assertThat(notice.text()).contains("By: whoever opened a registration link", "Device: Ada's <phone>", " UTC");
        assertThat(notice.html()).contains("Ada&#39;s &lt;phone&gt;").doesNotContain("<phone>");
        assertThat(notice.text() + notice.html()).doesNotContain("http", codeOf(link));
    }

    @Test
    void aPasskeyRegisteredByWhoWasSignedInGivesANoticeInTheirLanguage() {
        add(person("Ada", "de-AT"));
        register("Telefon");

        Received notice = awaitMails(1).get(0);
        assertThat(notice.header("Subject")).isEqualTo("=?UTF-8?Q?F=C3=BCr_Ihr_Konto_wurde_ein_Passkey_eingerichtet?=");
        assertThat(notice.text()).contains("Guten Tag Ada,", "Von wem: Sie selbst, angemeldet", "Gerät: Telefon");
        assertThat(notice.header("Content-Language")).isEqualTo("de");
    }

    @Test
    void aRemovedPasskeyIsToldByTheNameItHadLast() {
        add(person("Ada", "en"));
        PasskeyId passkey = register("phone");
        passlink.passkeys()
                .renameMine(HERSELF, passkey, new PasskeyName("old phone"))
                .join();
        passlink.passkeys().remove(MANAGER, ADA, passkey).join();

        Received notice = told(REMOVED);
        assertThat(notice.text()).contains("By: an administrator", "Device: old phone");
    }

    @Test
    void switchedOffNobodyIsToldAnything() {
        restart(MailSettings.of("login.example.org", mailbox).withoutNotices());
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();
        passlink.passkeys().removeMine(HERSELF, register("phone")).join();
        passlink.links().sendMine(HERSELF).join();

        assertThat(awaitMails(1)).extracting(mail -> mail.header("Subject")).containsExactly("Set up your passkey");
        awaitIdle();
        assertThat(mailbox.mails()).hasSize(1);
    }

    @Test
    void whatWaitsWhenTheyAreSwitchedOffIsNotMailedEither() {
        delayed();
        restart(MailSettings.of("login.example.org", mailbox).withoutNotices());
        clock.advance(Duration.ofMinutes(1));

        awaitIdle();
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void whateverReadsTheEventsAgainTellsNobodyAgain() throws Exception {
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();
        passlink.passkeys().removeMine(HERSELF, register("phone")).join();
        awaitMails(3);

        passlink.rebuild().done().join();
        restart(MailSettings.of("login.example.org", mailbox));
        passlink.verify(finding -> {});
        passlink.links().sendMine(HERSELF).join();
        awaitMails(4);
        awaitIdle();
        assertThat(mailbox.mails()).hasSize(4);
    }

    @Test
    void whatHappenedMoreThanADayBeforeANodeFirstMailsIsNotToldAnyMore() {
        passlink.close();
        passlink = silent(InitCodeRules.DEFAULT).build();
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();
        clock.advance(Duration.ofHours(25));
        restart(MailSettings.of("login.example.org", mailbox));
        passlink.passkeys().removeMine(HERSELF, register("phone")).join();

        awaitMails(2);
        awaitIdle();
        assertThat(mailbox.mails())
                .extracting(mail -> mail.header("Subject"))
                .containsExactlyInAnyOrder(REGISTERED, REMOVED);
        assertThat(notices("given_up")).isZero(); // there was no job at all
    }

    @Test
    void theNoticeGoesWhereThePersonWasWhenItHappened() {
        delayed();
        passlink.users()
                .changeEmail(MANAGER, ADA, new Email("mallory@example.net", true))
                .join();
        clock.advance(Duration.ofMinutes(1));

        assertThat(awaitMails(1).get(0).header("To")).isEqualTo("Ada <ada@example.org>");
    }

    @Test
    void aJobKnowsNothingPersonalAndARemovedUserIsToldNothing() {
        delayed();
        assertThat(Jobs.data(jobs())).contains("\"userId\":\"ada\"").doesNotContain("@", "Ada");
        passlink.users().remove(MANAGER, ADA).join();
        clock.advance(Duration.ofMinutes(1));

        awaitIdle();
        assertThat(mailbox.mails()).isEmpty();
        assertThat(notices("not_due")).isEqualTo(1);
    }

    @Test
    void whoIsAddedAgainIsNotToldOfAnEarlierLife() {
        delayed();
        passlink.users().remove(MANAGER, ADA).join();
        add(person("Another Ada", "en"));
        clock.advance(Duration.ofMinutes(1));

        awaitIdle();
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void whoHasNoAddressIsToldNothing() {
        add(Person.named("ada", "Ada", "Lovelace", null));
        passlink.links().add(MANAGER, ADA).join();

        MailNode.await(() -> notices("not_due") == 1, "an end");
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void anUnverifiedAddressGetsNoNoticeWhereItGetsNoLink() {
        passlink.close();
        InitCodeRules verifiedOnly = new InitCodeRules(
                12, Duration.ofHours(1), 3, 10, 10, InitCodeRules.Addresses.VERIFIED, MailLimit.DEFAULT);
        passlink = node(verifiedOnly, MailSettings.of("login.example.org", mailbox));
        add(Person.named("ada", "Ada", "Lovelace", new Email("ada@example.org", false)));
        passlink.links().add(MANAGER, ADA).join();

        MailNode.await(() -> notices("not_due") == 1, "an end");
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void aHeapOfNoticesIsCutShortAndHidesNoOtherKind() {
        add(person("Ada", "en"));
        for (int i = 0; i < 8; i++) {
            passlink.links().add(MANAGER, ADA).join();
        }
        register("phone");

        MailNode.await(() -> notices("too_many") == 3, "too many");
        assertThat(awaitMails(6))
                .extracting(mail -> mail.header("Subject"))
                .contains(REGISTERED)
                .filteredOn(LINK_ASKED::equals)
                .hasSize(5);
        clock.advance(Duration.ofMinutes(16));
        passlink.links().add(MANAGER, ADA).join();
        awaitMails(7);
    }

    @Test
    void aNoticeThatIsNotTakenForADayIsGivenUp() {
        delayed();
        mailbox.firstAnswering(() -> {
            throw new DeliveryDelayed("SMTP 451 4.7.1");
        });
        clock.advance(Duration.ofHours(23));
        MailNode.await(() -> notices("delayed") == 2, "a second attempt");

        clock.advance(Duration.ofHours(1));
        awaitIdle();
        assertThat(notices("given_up")).isEqualTo(1);
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void aNoticeThatIsRefusedIsNotTriedAgain() {
        mailbox.firstAnswering(() -> new MailTransport.Outcome.Refused("SMTP 550 5.1.1"));
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();

        MailNode.await(() -> notices("refused") == 1, "a refusal");
        awaitIdle();
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void aNoticeHasOneIdHoweverOftenItIsTried() {
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();
        passlink.links().add(MANAGER, ADA).join();

        assertThat(awaitMails(2))
                .extracting(mail -> mail.header("Message-ID"))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("<[0-9a-f]{64}@login\\.example\\.org>"));
    }

    @Test
    void aLinkDoesNotWaitForNotices() {
        add(person("Ada", "en"));
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            mailbox.firstAnswering(() -> {
                busy.countDown();
                MailNode.await(() -> slow.getCount() == 0, "signal");
                return new MailTransport.Outcome.Accepted();
            });
        }
        for (int i = 0; i < 5; i++) {
            passlink.links().add(MANAGER, ADA).join();
        }
        MailNode.await(() -> busy.getCount() == 0, "notices under way");
        passlink.links().sendMine(HERSELF).join();

        assertThat(awaitMails(1)).extracting(mail -> mail.header("Subject")).containsExactly("Set up your passkey");
        slow.countDown();
        clock.advance(Duration.ofMinutes(1));
        awaitMails(6);
    }

    /** A manager's link whose notice could not be delivered at once. */
    private void delayed() {
        CountDownLatch failed = new CountDownLatch(1);
        mailbox.firstAnswering(() -> {
            failed.countDown();
            throw new DeliveryDelayed("SMTP 451 4.7.1");
        });
        add(person("Ada", "en"));
        passlink.links().add(MANAGER, ADA).join();
        MailNode.await(() -> notices("delayed") == 1, "a delay");
    }

    private Passlink node(InitCodeRules rules, MailSettings settings) {
        return silent(rules).mail(settings).build();
    }

    /** A node that mails nothing. */
    private Passlink.Builder silent(InitCodeRules rules) {
        meters = new SimpleMeterRegistry();
        return Passlink.builder()
                .jdbc(store)
                .keyset(folder.resolve("keyset.json"))
                .rules(rules)
                .meters(meters)
                .onlyNode();
    }

    private void restart(MailSettings settings) {
        passlink.close();
        passlink = node(InitCodeRules.DEFAULT, settings);
    }

    private void add(Person person) {
        passlink.users().in(ACME).add(MANAGER, ADA, person).join();
    }

    /** Has Ada, who is signed in, register a passkey. */
    private PasskeyId register(String device) {
        StartedRegistration started = passlink.passkeys()
                .startRegistration(HERSELF, Authenticators.ANY)
                .join();
        passlink.passkeys()
                .finishRegistration(HERSELF, ADA, started.passkeyId(), new PasskeyName(device), answer(started))
                .join();
        return started.passkeyId();
    }

    private static String answer(StartedRegistration started) {
        return new Device().create(started.publicKey());
    }

    private static String codeOf(RegistrationLink link) {
        String query = link.link().getRawQuery();
        return query.substring(query.indexOf("&code=") + 6);
    }

    private List<Received> awaitMails(int number) {
        MailNode.await(() -> mailbox.mails().size() >= number, number + " mails");
        return List.copyOf(mailbox.mails());
    }

    private Received told(String subject) {
        MailNode.await(
                () -> mailbox.mails().stream()
                        .anyMatch(mail -> mail.header("Subject").equals(subject)),
                subject);
        return mailbox.mails().stream()
                .filter(mail -> mail.header("Subject").equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private double notices(String outcome) {
        return meters.get("passlink.mail.notices")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private DataSource jobs() {
        return new DriverDataSource(store.url(), null, new Properties(), store.user(), store.password());
    }

    private void awaitIdle() {
        MailNode.await(() -> Jobs.count(jobs()) == 0, "no job");
    }
}
