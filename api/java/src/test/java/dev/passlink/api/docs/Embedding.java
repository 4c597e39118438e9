package dev.passlink.api.docs;

import dev.passlink.api.AddedUser;
import dev.passlink.api.LinkAccess;
import dev.passlink.api.Passkeys;
import dev.passlink.api.Passlink;
import dev.passlink.api.RegistrationLink;
import dev.passlink.api.Seal;
import dev.passlink.api.StartedRegistration;
import dev.passlink.api.UserAsOf;
import dev.passlink.api.VerificationReport;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.initcode.InitCodeView;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.serialization.Serializer;

/** An application that embeds Passlink; README and docs show its regions. */
final class Embedding {

    private Embedding() {}

    static URI firstLink(Path folder) {
        // @start region="ten-lines"
        ResourceOwner acme = new ResourceOwner("acme");
        Caller manager = Caller.of("manager", "acme", Grant.in(acme, "ORG_OWNER"));
        Person person = Person.named("first.user", "First", "User", new Email("first.user@acme.example", true));

        try (Passlink passlink = Passlink.builder().dataFolder(folder).build()) {
            AddedUser user = passlink.users().importHuman(manager, person).join();
            RegistrationLink link = passlink.links().add(manager, user.userId()).join();
            System.out.println(link.details().sequence() + " " + link.expiration()); // 2 PT1H
            return link.link(); // hand it over: it cannot be had again
        }
        // @end
    }

    static Passlink configured(Path folder, MailTransport transport) {
        // @start region="builder"
        return Passlink.builder()
                .dataFolder(folder) // H2 file and keyset, created on first start
                .publicUrl(URI.create("https://login.acme.example")) // origin of the links
                .mail(MailSettings.of("login.acme.example", transport)) // such as Smtp.server("smtp.acme.example", 587)
                .rules(new InitCodeRules(
                        16, Duration.ofMinutes(20), 3, 10, 5, InitCodeRules.Addresses.VERIFIED, MailLimit.DEFAULT))
                .build();
        // @end
    }

    static Passlink inTheApplicationsDatabase(DataSource connections, Path keyset) {
        // @start region="data-source"
        return Passlink.builder()
                .dataSource(connections) // the application's own pool, H2 or PostgreSQL
                .keyset(keyset) // belongs into another backup than the database
                .build();
        // @end
    }

    static AxonServerAccess encrypted(String token) {
        // @start region="axon-server-access"
        return new AxonServerAccess(
                List.of("axon.acme.example:8124"), // or several nodes of one cluster
                "default", // the context: who may use it may give commands in anybody's name
                token,
                new AxonServerAccess.Encrypted(null)); // the JVM knows who has signed its certificate
        // @end
    }

    static Passlink onAxonServer(DataSource connections, AxonServerAccess access, Path keyset) {
        // @start region="axon-server"
        return Passlink.builder()
                .dataSource(connections) // of read models, tokens and jobs; PostgreSQL, which all nodes share
                .axonServer(access) // of events
                .keyset(keyset) // the same file on all nodes
                .build();
        // @end
    }

    static void intoAConfiguration(Configurer configurer, Serializer serializer, DataSource connections, Path keyset) {
        // @start region="axon-host"
        configurer.configureEventSerializer(config -> PasslinkSerializers.wrapping(serializer)); // the one you have
        Passlink.builder()
                .dataSource(connections) // of read models, tokens and jobs; events live in your event store
                .keyset(keyset)
                .asModule()
                .configureModule(configurer);
        // @end
    }

    static Passlink ofAConfiguration(Configuration configuration) {
        // @start region="axon-component"
        return configuration.getComponent(Passlink.class);
        // @end
    }

    static ObjectDetails sendToOneself(Passlink passlink, UserId userId) {
        // @start region="oneself"
        Caller self = Caller.of(userId.value(), "acme"); // without a grant, good for oneself only
        return passlink.links().sendMine(self).join(); // stored; the mail follows by itself
        // @end
    }

    static ObjectDetails inAnotherOrganization(Passlink passlink, Caller manager, UserId userId) {
        // @start region="organization"
        ResourceOwner beta = new ResourceOwner("beta");
        return passlink.links().in(beta).send(manager, userId).join();
        // @end
    }

    static RegistrationLink repeatable(Passlink passlink, Caller manager, UserId userId, String orderId) {
        // @start region="repeatable"
        IdempotencyKey key = IdempotencyKey.of("welcome-" + orderId); // the same whenever this is tried again
        return passlink.links().repeatable(key).add(manager, userId).join();
        // @end
    }

    static List<String> outstanding(Passlink passlink, Caller manager, UserId userId) {
        // @start region="list"
        List<InitCodeView> links = passlink.links().list(manager, userId).join(); // never with the codes
        return links.stream()
                .map(link -> link.standingAt(Instant.now()) + ", mail " + link.mail()) // such as OPEN, mail DUE
                .toList();
        // @end
    }

    static int tryAgain(Passlink passlink, Caller manager) {
        // @start region="dead-letters"
        List<InitCodeView> givenUp =
                passlink.deadLetters().list(manager, 0, 100).join();
        return givenUp.stream()
                .filter(mail ->
                        mail.standingAt(Instant.now()) == InitCodeView.Standing.OPEN) // the others can be dropped
                .map(mail -> passlink.deadLetters().retry(manager, mail.userId(), mail.codeId()))
                .map(CompletableFuture::join)
                .toList()
                .size();
        // @end
    }

    static ObjectDetails register(Passlink passlink, LinkAccess link, UnaryOperator<String> browser) {
        // @start region="passkey"
        Passkeys passkeys = passlink.passkeys();
        StartedRegistration started =
                passkeys.startRegistration(link, Authenticators.ANY).join();
        String credential = browser.apply(started.publicKey()); // navigator.credentials.create on your page
        PasskeyName name = new PasskeyName("My phone"); // what the person calls the device
        return passkeys.finishRegistration(link, started.passkeyId(), name, credential)
                .join();
        // @end
    }

    static String refused(Passlink passlink, Caller caller, UserId userId) {
        // @start region="refusal"
        try {
            return "link " + passlink.links().add(caller, userId).join().codeId();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected rejected) {
                Failure failure = rejected.failure();
                return failure.reason() + ": " + failure.message(); // such as USER_NOT_FOUND: There is no such user.
            }
            throw e;
        }
        // @end
    }

    static void history(Passlink passlink, Caller auditor) {
        // @start region="history"
        AuditFilter lastWeek =
                AuditFilter.ALL.by("system:mailer").from(Instant.now().minus(Duration.ofDays(7)));
        passlink.audit().history(auditor, lastWeek).forEach(event -> {
            System.out.println(event.at() + " " + event.type() + " " + event.userId() + " " + event.sequence());
        });
        // @end
    }

    static UserAsOf asOf(Passlink passlink, Caller auditor, UserId userId, Instant yesterday) {
        // @start region="as-of"
        UserAsOf then = passlink.audit().asOf(auditor, userId, yesterday).join();
        for (InitCodeView code : then.codes()) {
            System.out.println(code.codeId() + " was " + code.standingAt(then.at())); // OPEN, EXPIRED, USED, …
        }
        // @end
        return then;
    }

    static VerificationReport verify(Passlink passlink) {
        // @start region="verify"
        VerificationReport report = passlink.verify(finding -> System.out.println(finding));
        System.out.println(report.users() + " users, " + report.findings() + " findings");
        // @end
        return report;
    }

    static boolean seal(Passlink passlink, Path keysetOfSeals) {
        // @start region="seal"
        SealKeys keys = SealKeys.in(new KeysetFile<>(KeysetKind.SEALS, keysetOfSeals));
        String json = passlink.seal(keys).toJson(); // to be kept elsewhere

        Seal kept = Seal.ofJson(json);
        boolean asItWas =
                kept.isSignedBy(keys) && passlink.breach(kept, finding -> {}).isEmpty();
        // @end
        return asItWas;
    }
}
