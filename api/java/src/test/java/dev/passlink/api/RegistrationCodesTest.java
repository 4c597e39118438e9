package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UrlTemplate;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Codes and links as user service v2 has them: for a user of whichever organization, with pages of the application's. */
class RegistrationCodesTest {

    private static final UrlTemplate TEMPLATE =
            new UrlTemplate("https://app.example.org/join?u={{.UserID}}&o={{.OrgID}}&i={{.CodeID}}&c={{.Code}}");

    private final List<String> mails = new CopyOnWriteArrayList<>();
    private Passlink passlink;

    @BeforeEach
    void open() {
        passlink = Passlink.builder()
                .inMemory()
                .publicUrl(URI.create("https://login.example.org"))
                .urlTemplateHosts(Set.of("app.example.org"))
                .mail(MailSettings.of("login.example.org", mail -> {
                    mails.add(text(mail));
                    return new MailTransport.Outcome.Accepted();
                }))
                .build();
        passlink.users()
                .in(ACME)
                .add(MANAGER, ANN, Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true)))
                .join();
    }

    @AfterEach
    void close() {
        passlink.close();
    }

    @Test
    void aCodeIsHandedToWhoMayWritePasskeysWhereverTheUserIs() {
        AddedCode added = passlink.links().createCode(MANAGER, ANN).join();

        assertThat(added.details().resourceOwner()).isEqualTo(ACME);
        assertThat(added.expiration()).hasHours(1);
        assertThat(added.toString()).doesNotContain(added.code().code());
        LinkAccess access =
                new LinkAccess(ANN, ACME, added.code().codeId(), added.code().code());
        assertThat(passlink.passkeys()
                        .startRegistration(access, Authenticators.ANY)
                        .join()
                        .passkeyId())
                .isNotNull();
    }

    @Test
    void whoMayNotWritePasskeysThereSeesNoUser() {
        Caller helper = Caller.of("helper", "acme", Grant.in(ACME, "ORG_USER_MANAGER"));

        assertRefused(passlink.links().createCode(helper, ANN), new Failure.UserNotFound());
        assertRefused(passlink.links().createAndSend(helper, ANN), new Failure.UserNotFound());
    }

    @Test
    void aMailedLinkIsTheTemplateFilledIn() {
        ObjectDetails details =
                passlink.links().createAndSend(MANAGER, ANN, TEMPLATE).join();

        assertThat(details.sequence()).isEqualTo(2);
        assertThat(mailWithALink())
                .containsPattern("https://app\\.example\\.org/join\\?u=ann&o=acme&i=[0-9]+&c=[A-Za-z0-9]{12}\\s")
                .doesNotContain("login.example.org/ui");
    }

    @Test
    void withoutATemplateAMailedLinkLeadsToTheUsualPage() {
        passlink.links().createAndSend(MANAGER, ANN).join();

        assertThat(mailWithALink()).contains("https://login.example.org" + LinkFormat.PATH + "?userID=ann&");
    }

    @Test
    void aTemplateThatLeadsElsewhereStoresNothing() {
        CompletableFuture<ObjectDetails> sent =
                passlink.links().createAndSend(MANAGER, ANN, new UrlTemplate("https://login.example.org/{{.Code}}"));

        assertRefused(sent, new Failure.RequestInvalid("url_template names a host that is not among those allowed"));
        assertThat(passlink.links().createCode(MANAGER, ANN).join().details().sequence())
                .isEqualTo(2);
    }

    @Test
    void withoutASettingTemplatesLeadWhereLinksDo() {
        try (Passlink byDefault = Passlink.builder()
                .inMemory()
                .publicUrl(URI.create("https://login.example.org"))
                .build()) {
            assertRefused(
                    byDefault.links().createAndSend(MANAGER, ANN, TEMPLATE),
                    new Failure.RequestInvalid("url_template names a host that is not among those allowed"));
            assertRefused( // past the template, mail is what is missing
                    byDefault
                            .links()
                            .createAndSend(MANAGER, ANN, new UrlTemplate("https://login.example.org/{{.Code}}")),
                    new Failure.Unavailable("Mail is not set up here."));
        }
    }

    @Test
    void aRepeatedRequestForACodeAnswersTheSameCode() {
        RegistrationLinks links = passlink.links().repeatable(IdempotencyKey.of("sesame"));

        assertThat(links.createCode(MANAGER, ANN).join())
                .isEqualTo(links.createCode(MANAGER, ANN).join());
        assertRefused(
                links.createAndSend(MANAGER, ANN, TEMPLATE),
                new Failure.RequestInvalid("the idempotency key was used for another operation"));
    }

    /** Security notices, which are mailed as well, have none. */
    private String mailWithALink() {
        EngineContract.await(() -> mails.stream().anyMatch(mail -> mail.contains("https://")));
        return mails.stream()
                .filter(mail -> mail.contains("https://"))
                .findFirst()
                .orElseThrow();
    }

    private static String text(MimeMessage mail) {
        try {
            return ((Multipart) mail.getContent()).getBodyPart(0).getContent().toString();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
