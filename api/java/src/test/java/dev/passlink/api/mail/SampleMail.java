package dev.passlink.api.mail;

import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.eventhandling.GenericEventMessage;

/** Mails to look at. */
final class SampleMail {

    static final UserId ADA = new UserId("ada");
    static final CodeId CODE_ID = new CodeId("4711");
    static final URI LINK = URI.create(
            "https://login.example.org/ui/login/login/passwordless/init?userID=ada&orgID=acme&codeID=4711&code=aB3dE6gH9jK2");
    static final MailSettings SETTINGS =
            MailSettings.of("login.example.org", mail -> new MailTransport.Outcome.Accepted());

    private SampleMail() {}

    static Person person(String displayName, String language) {
        return new Person(
                "ada@example.org",
                "Ada",
                "Lovelace",
                "",
                displayName,
                language,
                Gender.FEMALE,
                new Email("ada@example.org", true));
    }

    static MailVerdict.Due due(Person person, Duration expiry) {
        Instant added = GenericEventMessage.clock.instant();
        InitCode code = new InitCode(
                CODE_ID,
                new CodeSeed("00112233445566778899aabbccddeeff", 1),
                12,
                Medium.MAIL,
                null,
                added.plus(expiry),
                3,
                10,
                CodeState.OPEN,
                MailState.DUE,
                null,
                0,
                0,
                null,
                new ObjectDetails(1, added, added, new ResourceOwner("acme")));
        return new MailVerdict.Due(code, person, person.email());
    }

    static MimeMessage mail(Person person) {
        return mail(SETTINGS, due(person, Duration.ofHours(1)), LINK);
    }

    static MimeMessage mail(MailSettings settings, MailVerdict.Due due, URI link) {
        return new LinkMail(settings, new Templates(settings.templates()))
                .compose(ADA, due, link)
                .orElseThrow();
    }

    static MimeMessage mail() {
        return mail(person("Ada Lovelace", "en"));
    }
}
