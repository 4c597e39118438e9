package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.LINK;
import static dev.passlink.api.mail.SampleMail.SETTINGS;
import static dev.passlink.api.mail.SampleMail.due;
import static dev.passlink.api.mail.SampleMail.mail;
import static dev.passlink.api.mail.SampleMail.person;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkMailTest {

    private EventClock clock;

    @BeforeEach
    void stopTheClock() {
        clock = EventClock.standingAt("2026-03-04T14:30:00Z");
    }

    @AfterEach
    void letItGo() {
        clock.close();
    }

    @Test
    void theLinkIsInTheTextTheHtmlAndThePicture() {
        Received mail = Received.of(mail());

        assertThat(mail.link()).isEqualTo(LINK);
        assertThat(mail.html())
                .contains("href=\"" + LINK.toString().replace("&", "&amp;").replace("=", "&#x3D;"));
        assertThat(mail.scanned()).isEqualTo(LINK.toString());
    }

    @Test
    void thePictureIsInlineAndSaysWhatItIs() throws MessagingException {
        Received mail = Received.of(mail());

        assertThat(mail.message().isMimeType("multipart/alternative")).isTrue();
        assertThat(mail.has("multipart/related")).isTrue();
        assertThat(mail.part("image/png").getDisposition()).isEqualTo("inline");
        assertThat(mail.part("image/png").getHeader("Content-ID")).containsExactly("<qr-code@login.example.org>");
        assertThat(mail.html())
                .contains("src=\"cid:qr-code@login.example.org\"")
                .contains("alt=\"QR code with the same link\"");
    }

    @Test
    void itSaysWhomItIsForWhatHappensAndHowLong() {
        Received mail = Received.of(mail());

        assertThat(mail.text())
                .contains("Hello Ada Lovelace,")
                .contains("set up a passkey")
                .contains("good for one hour, until Wednesday, 4 March 2026 at 15:30 UTC")
                .contains("ignore it");
        assertThat(mail.html()).contains("Hello Ada Lovelace,").contains("one hour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "de-AT", "de-CH-1996"})
    void germansAreWrittenToInGerman(String language) throws MessagingException {
        Received mail = Received.of(mail(person("Jürgen Größe", language)));

        assertThat(mail.message().getSubject()).isEqualTo("Richten Sie Ihren Passkey ein");
        assertThat(mail.text())
                .contains("Guten Tag Jürgen Größe,")
                .contains("Der Link ist eine Stunde gültig, bis Mittwoch, 4. März 2026 um 15:30 Uhr (UTC)");
        assertThat(mail.html())
                .contains("lang=\"de\"")
                .contains("Passkey einrichten")
                .contains("Guten Tag");
        assertThat(mail.header("Content-Language")).isEqualTo("de");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "en-GB", "fr", "und", "x-klingon", "zh-Hant"})
    void everybodyElseIsWrittenToInEnglish(String language) throws MessagingException {
        assertThat(mail(person("Ada", language)).getSubject()).isEqualTo("Set up your passkey");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, one hour",
        "PT59M59.9S, one hour",
        "PT45M, 45 minutes",
        "PT1M, one minute",
        "PT1M30S, one minute and 30 seconds",
        "PT1S, one second",
        "PT0.2S, 0 seconds",
        "PT90M, one hour and 30 minutes",
        "PT24H, one day",
        "PT36H, one day and 12 hours",
        "PT48H, 2 days",
        "PT719H59M58S, 30 days"
    })
    void theExpiryIsSaidInWords(Duration left, String words) {
        assertThat(new Templates(null).wording("en").words(left)).isEqualTo(words);
    }

    @Test
    void aMailThatComesLateSaysWhatIsLeft() {
        var due = due(person("Ada", "en"), Duration.ofHours(1));
        clock.advance(Duration.ofMinutes(15));

        assertThat(Received.of(mail(SETTINGS, due, LINK)).text())
                .contains("good for 45 minutes, until Wednesday, 4 March 2026 at 15:30 UTC");
    }

    @Test
    void theHeadersSayWhoWhenAndThatAMachineWroteIt() throws MessagingException {
        Received mail = Received.of(mail());

        assertThat(mail.header("From")).isEqualTo("passlink@login.example.org");
        assertThat(mail.header("To")).isEqualTo("Ada Lovelace <ada@example.org>");
        assertThat(mail.message().getSentDate()).isEqualTo("2026-03-04T14:30:00Z");
        assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
    }

    @Test
    void theMessageIdComesFromTheCodeAndThePublicHostAlone() {
        String first = Received.of(mail()).header("Message-ID");
        clock.advance(Duration.ofMinutes(5));

        assertThat(Received.of(mail()).header("Message-ID")).isEqualTo(first);
        assertThat(first).matches("<[0-9a-f]{64}@login\\.example\\.org>");
    }

    @Test
    void theSenderCanHaveAName() throws MessagingException {
        MailSettings named = SETTINGS.from("Bücher GmbH <konto@example.org>");

        InternetAddress from =
                (InternetAddress) Received.of(mail(named, due(person("Ada", "en"), Duration.ofHours(1)), LINK))
                        .message()
                        .getFrom()[0];
        assertThat(from.getAddress()).isEqualTo("konto@example.org");
        assertThat(from.getPersonal()).isEqualTo("Bücher GmbH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two@example.org, senders@example.org", "nobody", "a@b.org\r\nBcc: c@d.org", ""})
    void aSenderThatIsNotOneAddressIsRefused(String sender) {
        assertThatThrownBy(() -> SETTINGS.from(sender)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everythingOnTheWireIsAsciiInShortLines() {
        byte[] bytes = Received.bytes(mail(person("Jürgen Größe", "de")));

        String wire = new String(bytes, US_ASCII);
        assertThat(wire.chars()).allMatch(c -> c < 128 && c != 0xFFFD);
        assertThat(wire.lines()).allMatch(line -> line.length() <= 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)<\\/script>",
                "\" onmouseover=\"alert(1)",
                "' style='x",
                "<img src=x onerror=alert(1)>",
                "&lt;b&gt;",
                "{{link}}",
                "{{#greeting}}{{link}}"
            })
    void aNameIsNeverMarkup(String name) {
        String html = Received.of(mail(person(name.replace("\\", ""), "en"))).html();

        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("<img src=x")
                .doesNotContain("onmouseover=\"")
                .doesNotContain("style='x")
                .doesNotContain("<b>");
        assertThat(html.split(LINK.getPath(), -1)).hasSize(4); // button, plain link and its text; none from the name
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada\" <mallory@example.net>, \"",
                "Ada, mallory@example.net",
                "=?utf-8?q?Ada=0D=0ABcc:_mallory@example.net?=",
                "Ada; Bcc: mallory",
                "Ada \\\" Lovelace"
            })
    void aNameAddsNoRecipientAndNoHeader(String name) throws MessagingException {
        Received mail = Received.of(mail(person(name, "en")));

        assertThat(mail.message().getAllRecipients()).hasSize(1);
        assertThat(((InternetAddress) mail.message().getAllRecipients()[0]).getAddress())
                .isEqualTo("ada@example.org");
        assertThat(mail.header("Bcc")).isEmpty();
        assertThat(Collections.list(mail.message().getAllHeaders()))
                .extracting(h -> h.getName())
                .containsExactlyInAnyOrder(
                        "Date",
                        "From",
                        "To",
                        "Message-ID",
                        "Subject",
                        "MIME-Version",
                        "Content-Type",
                        "Auto-Submitted",
                        "X-Auto-Response-Suppress",
                        "Content-Language");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada\r\nBcc: mallory@example.net", "Ada\nLovelace", "Ada\u2028Lovelace", "Ada\u0000"})
    void aNameWithALineBreakIsNotEvenAPerson(String name) {
        assertThatThrownBy(() -> person(name, "en")).hasMessageContaining("control characters");
    }

    @Test
    void aNameCannotTurnTheTextAround() {
        Received mail = Received.of(mail(person("Ada \u202Eecalevol\u2066 \u200FX", "en")));

        assertThat(mail.text()).contains("Hello Ada ecalevol X,");
        assertThat(mail.html())
                .doesNotContain("\u202E")
                .doesNotContain("\u2066")
                .doesNotContain("\u200F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"You won: https://evil.example", "evil.example", "mallory@evil.example", "\u202E"})
    void whoseNameCouldBeTakenForALinkIsGreetedWithoutIt(String name) {
        Received mail = Received.of(mail(person(name, "en")));

        assertThat(mail.text()).startsWith("Hello,").doesNotContain("evil");
        assertThat(mail.html()).contains(">Hello,<").doesNotContain("evil");
        assertThat(mail.header("To")).isEqualTo("ada@example.org");
    }

    @Test
    void initialsAreNoLink() {
        assertThat(Received.of(mail(person("J.R.R. Tolkien", "en"))).text()).contains("Hello J.R.R. Tolkien,");
    }

    @Test
    void anInternationalDomainIsWrittenAsDnsKnowsIt() throws MessagingException {
        Person person = person("Ada", "en").with(new Email("ada@bücher.example", true));

        InternetAddress to = (InternetAddress) mail(person).getRecipients(RecipientType.TO)[0];
        assertThat(to.getAddress()).isEqualTo("ada@xn--bcher-kva.example");
    }

    @Test
    void aLinkTooLongForAQrCodeIsMailedWithoutOne() {
        URI link = URI.create(LINK + "x".repeat(4000));
        Received mail = Received.of(mail(SETTINGS, due(person("Ada", "en"), Duration.ofHours(1)), link));

        assertThat(mail.link()).isEqualTo(link);
        assertThat(mail.has("image/png")).isFalse();
        assertThat(mail.html()).doesNotContain("<img").doesNotContain("scan this code");
    }

    @Test
    void aFolderOfTemplatesAddsALanguageAndChangesTheLooks(@TempDir Path folder)
            throws IOException, MessagingException {
        Files.writeString(
                folder.resolve("fr.properties"), "subject = Votre clé d'accès\nduration.oneHour = une heure\n");
        Files.writeString(folder.resolve("link.html"), "<h1>ACME</h1>{{subject}} {{validity}} {{link}}");

        MailSettings branded = SETTINGS.templates(folder);
        Received mail = Received.of(mail(branded, due(person("Ada", "fr-CA"), Duration.ofHours(1)), LINK));

        assertThat(mail.message().getSubject()).isEqualTo("Votre clé d'accès");
        assertThat(mail.html()).startsWith("<h1>ACME</h1>Votre clé d&#39;accès").contains("une heure");
    }

    @Test
    void aTemplateThatCannotBeFilledInIsRefusedAtOnce(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("link.txt"), "{{lnik}}");

        assertThatThrownBy(() -> new LinkMail(SETTINGS, new Templates(folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lnik");
    }
}
