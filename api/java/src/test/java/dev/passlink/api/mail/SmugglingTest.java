package dev.passlink.api.mail;

import static dev.passlink.api.mail.SampleMail.ADA;
import static dev.passlink.api.mail.SampleMail.LINK;
import static dev.passlink.api.mail.SampleMail.SETTINGS;
import static dev.passlink.api.mail.SampleMail.due;
import static dev.passlink.api.mail.SampleMail.mail;
import static dev.passlink.api.mail.SampleMail.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.user.Email;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What names and addresses try to bring into a mail beside themselves (behaviour M5). */
class SmugglingTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada@example.org",
        "ada@bücher.example, ada@xn--bcher-kva.example",
        "ada@ｅxample．org, ada@example.org",
        "a..b@docomo.example, \"a..b\"@docomo.example",
        "dot.@x.example, \"dot.\"@x.example",
        ".dot@x.example, \".dot\"@x.example",
        "o'hara+tag@x.example, o'hara+tag@x.example"
    })
    void anAddressIsWrittenInTheFormServersAreTold(String address, String told) throws MessagingException {
        MimeMessage mail = mail(person("Ada", "en").with(new Email(address, true)));

        assertThat(mail.getAllRecipients()).singleElement().isEqualTo(new InternetAddress(told));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x@exam_ple.org",
                "x@org.",
                "x@.org",
                "x@a..org",
                "x@-org",
                "x@a/c.example",
                "ada@℀.example",
                "x@\u00AD",
                "x@xn--\u00FC.example",
                "=?utf-8?q?x=3E=2C=3Cmallory?=@example.org"
            })
    void whatNoServerCanBeToldIsNoRecipient(String address) {
        Email email = new Email(address, true);

        assertThat(Recipient.of(email)).isEmpty();
        assertThat(new LinkMail(SETTINGS, new Templates(null))
                        .compose(ADA, due(person("Ada", "en").with(email), Duration.ofHours(1)), LINK))
                .isEmpty();
    }

    @Test
    void aMailWithASecondRecipientIsGivenToNoServer() throws IOException, MessagingException {
        MimeMessage copied = mail();
        copied.addRecipient(RecipientType.BCC, new InternetAddress("mallory@evil.example"));
        try (ScriptedSmtp server = ScriptedSmtp.plain()) {
            Smtp smtp = Smtp.server("localhost", server.port()).with(Smtp.Tls.NONE);

            assertThat(smtp.deliver(copied)).isEqualTo(new Outcome.Refused("ADDRESS"));
            assertThat(smtp.deliver(to("a@good.example>, <mallory@evil.example")))
                    .isEqualTo(Recipient.MISSING);
            assertThat(server.commands()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<a@good.example>, <mallory@evil.example>", "all:a@good.example,mallory@evil.example;", "a@", ""
            })
    void aMailWithoutExactlyOneRecipientIsNotKept(String to) throws MessagingException {
        assertThat(new Outbox(folder).deliver(to(to))).isEqualTo(new Outcome.Refused("ADDRESS"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void dotsInARowReachTheServer() throws IOException {
        MimeMessage mail = mail(person("Ada", "en").with(new Email("a..b@docomo.example", true)));
        try (ScriptedSmtp server = ScriptedSmtp.plain()) {
            Smtp smtp = Smtp.server("localhost", server.port()).with(Smtp.Tls.NONE);

            assertThat(smtp.deliver(mail)).isEqualTo(new Outcome.Accepted());
            assertThat(server.commands()).contains("RCPT TO:<\"a..b\"@docomo.example>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?q?=0d=0aBcc=3A_x=40evil=2Eexample?=",
                "＝？utf-8？q？evil？＝",
                "=\u200B?utf-8?q?evil?=",
                "evil。com",
                "evil｡com",
                "evil．com",
                "evil﹒com",
                "evil․com",
                "http:∕∕evil․com",
                "http:∕∕evil",
                "http:／／evil",
                "mallory＠evil",
                "evil.\u200Bcom",
                "evil.\u00ADcom",
                "evil.c\u2060om",
                "evil.\u034Fcom",
                "evil.\uDB40\uDC63com"
            })
    void whoseNameReadsAsALinkOrAnEncodedWordIsGreetedWithoutIt(String name) {
        Received mail = Received.of(mail(person(name, "en")));

        assertThat(mail.text()).startsWith("Hello,").doesNotContain("evil");
        assertThat(mail.html()).contains(">Hello,<").doesNotContain("evil");
        assertThat(mail.header("To")).isEqualTo("ada@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ada\u200B Lovelace", "A\u00ADda Lovelace", "Ada \uDB40\uDC65\uDB40\uDC76Lovelace\uFEFF"})
    void whatCannotBeSeenIsNotWritten(String name) throws MessagingException {
        Received mail = Received.of(mail(person(name, "en")));

        assertThat(mail.text()).startsWith("Hello Ada Lovelace,");
        assertThat(mail.html()).contains("Hello Ada Lovelace,");
        assertThat(mail.header("To")).isEqualTo("Ada Lovelace <ada@example.org>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jürgen Größe", "山田 太郎", "José A. Núñez", "Ａｄａ", "नेहा शर्मा", "Zoe\u0308"})
    void aNameIsWrittenAsItsOwnerWritesIt(String name) throws MessagingException {
        MimeMessage mail = mail(person(name, "en"));

        assertThat(Received.of(mail).text()).startsWith("Hello " + name + ",");
        assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?utf-8?q?=0d=0aBcc=3A_mallory?=", "=?utf-8?q?Ada?="})
    void aSubjectIsNeverAnEncodedWordByItself(String name) throws IOException {
        Files.writeString(folder.resolve("en.properties"), "subject = Link for={{name}}\n");

        Received mail =
                Received.of(mail(SETTINGS.templates(folder), due(person(name, "en"), Duration.ofHours(1)), LINK));

        assertThat(mail.header("Subject")).startsWith("Link for=").doesNotContain("=?");
    }

    private static MimeMessage to(String header) throws MessagingException {
        MimeMessage mail = mail();
        mail.setHeader("To", header);
        return mail;
    }
}
