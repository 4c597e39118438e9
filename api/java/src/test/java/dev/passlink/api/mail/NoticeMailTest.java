package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.SETTINGS;
import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What security notices say. */
class NoticeMailTest {

    private EventClock clock;

    @BeforeEach
    void stopTheClock() {
        clock = EventClock.standingAt("2026-03-04T16:00:00Z");
    }

    @AfterEach
    void letItGo() {
        clock.close();
    }

    @Test
    void itSaysWhatHappenedWhenByWhomAndWhatToDo() throws MessagingException {
        Received mail = mail(Occasion.PASSKEY_REGISTERED, person("Ada Lovelace", "en"), "Ada's phone");

        assertThat(mail.message().getSubject()).isEqualTo("A passkey was registered for your account");
        assertThat(mail.message().getSentDate()).isEqualTo("2026-03-04T16:00:00Z");
        assertThat(mail.text())
                .contains("Hello Ada Lovelace,")
                .contains("When: Wednesday, 4 March 2026 at 14:30 UTC")
                .contains("By: you, while signed in")
                .contains("Device: Ada's phone")
                .contains("It was not you?")
                .doesNotContain("{{");
        assertThat(mail.html())
                .contains(
                        "Wednesday, 4 March 2026 at 14:30 UTC", "you, while signed in", "Ada&#39;s phone", "not you?");
    }

    @ParameterizedTest
    @EnumSource
    void germansAreToldInGerman(Occasion occasion) throws MessagingException {
        Received mail = mail(occasion, person("Jürgen", "de-AT"), "Telefon");

        assertThat(mail.message().getSubject()).containsAnyOf("Für Ihr Konto wurde", "Ein Passkey Ihres Kontos");
        assertThat(mail.text())
                .contains("Guten Tag Jürgen,", "Wann: Mittwoch, 4. März 2026 um 14:30 Uhr (UTC)", "Verwaltung")
                .doesNotContain("account");
        assertThat(mail.html()).contains("lang=\"de\"", "Von wem");
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNothingToFollow(Occasion occasion) {
        Received mail = mail(occasion, person("Ada", "en"), "phone");

        assertThat(mail.html()).doesNotContain("<a ", "href", "<img", "src=", "http");
        assertThat(mail.text()).doesNotContain("http", "/", "@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)<\\/script>",
                "\" onmouseover=\"alert(1)",
                "' style='x",
                "<img src=x onerror=alert(1)>",
                "&lt;b&gt;",
                "{{why}}",
                "{{#greeting}}{{alarm}}"
            })
    void noNameIsMarkup(String name) {
        String said = name.replace("\\", "");
        Received mail = mail(Occasion.PASSKEY_REMOVED, person(said, "en"), said);

        assertThat(mail.html())
                .doesNotContain("<script", "<img", "onmouseover=\"", "style='x", "<b>")
                .containsOnlyOnce("no link in it")
                .containsOnlyOnce("It was not you?");
        assertThat(mail.text()).containsOnlyOnce("It was not you?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?q?=0ABcc:_mallory=40example.net?=",
                "Ada, mallory@example.net",
                "Ada\" <mallory@example.net>"
            })
    void noNameIsAHeader(String name) throws MessagingException {
        Received mail = mail(Occasion.PASSKEY_REGISTERED, person(name, "en"), name);

        assertThat(mail.message().getAllRecipients()).hasSize(1);
        assertThat(mail.header("To")).isEqualTo("ada@example.org");
        assertThat(Collections.list(mail.message().getAllHeaders()))
                .extracting(header -> header.getName())
                .doesNotContain("Bcc", "Cc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "evil.example",
                "call evil.example",
                "mallory@evil.example",
                "ev\u200Bil.example"
            })
    void aDeviceWhoseNameCouldBeTakenForALinkIsNotNamed(String device) {
        Received mail = mail(Occasion.PASSKEY_REGISTERED, person("Ada", "en"), device);

        assertThat(mail.text())
                .contains("Device: has a name that could be taken for a link")
                .doesNotContain("evil");
        assertThat(mail.html()).doesNotContain("evil");
    }

    @Test
    void aNoticeOfALinkNamesNoDevice() {
        Received mail = mail(Occasion.LINK_ASKED, person("Ada", "en"), null);

        assertThat(mail.text()).doesNotContain("Device");
        assertThat(mail.html()).doesNotContain("Device");
    }

    @Test
    void aFolderOfTemplatesAddsALanguageAndChangesTheLooks(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("fr.properties"), "notice.passkeyRemoved.subject = Une clé d'accès a été supprimée\n");
        Files.writeString(folder.resolve("notice.html"), "<h1>ACME</h1>{{subject}} {{device}}");

        Received mail = mail(SETTINGS.templates(folder), Occasion.PASSKEY_REMOVED, person("Ada", "fr-CA"), "<phone>");

        assertThat(mail.message().getSubject()).isEqualTo("Une clé d'accès a été supprimée");
        assertThat(mail.html()).isEqualTo("<h1>ACME</h1>Une clé d&#39;accès a été supprimée &lt;phone&gt;");
        assertThat(mail.text()).contains("It can no longer be used to sign in");
    }

    @Test
    void aTemplateThatCannotBeFilledInIsRefusedAtOnce(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("notice.txt"), "{{devcie}}");
        MailSettings settings = SETTINGS.templates(folder);

        assertThatThrownBy(() -> new NoticeMail(settings, new Templates(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("devcie");
    }

    @Test
    void theMessageIdComesFromTheEventAndThePublicHostAlone() {
        String first = mail(Occasion.LINK_ASKED, person("Ada", "en"), null).header("Message-ID");
        clock.advance(Duration.ofMinutes(5));

        assertThat(mail(Occasion.LINK_ASKED, person("Ada", "de"), null).header("Message-ID"))
                .isEqualTo(first);
        assertThat(first).matches("<[0-9a-f]{64}@login\\.example\\.org>");
    }

    private static Received mail(Occasion occasion, Person person, String device) {
        return mail(SETTINGS, occasion, person, device);
    }

    private static Received mail(MailSettings settings, Occasion occasion, Person person, String device) {
        Notice notice = new Notice(
                "c0ffee",
                occasion,
                Instant.parse("2026-03-04T14:30:00Z"),
                occasion == Occasion.PASSKEY_REGISTERED ? Actor.ONESELF : Actor.ADMINISTRATOR,
                occasion == Occasion.LINK_ASKED ? Medium.RETURNED : null,
                device == null ? null : new PasskeyName(device),
                person,
                person.email());
        return Received.of(new NoticeMail(settings, new Templates(settings.templates()))
                .compose(notice)
                .orElseThrow());
    }
}
