package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.Caller;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.projection.initcode.InitCodeView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails that were given up are seen, tried again and dropped (behaviour M2). */
class DeadLettersTest {

    private static final Caller LOCAL = Caller.of("local", "acme", Grant.in(ACME, "ORG_USER_MANAGER"));
    private static final Caller ELSEWHERE =
            Caller.of("elsewhere", "globex", Grant.in(new ResourceOwner("globex"), "ORG_OWNER"));

    @TempDir
    Path folder;

    private final JdbcAccess store = JdbcAccess.h2Memory();
    private volatile Outcome outcome = new Outcome.Refused("SMTP 550 5.1.1");
    private Passlink passlink;

    @BeforeEach
    void start() {
        passlink = Passlink.builder()
                .jdbc(store)
                .keyset(folder.resolve("keyset.json"))
                .mail(MailSettings.of("acme.example", mail -> outcome))
                .build();
        Person person = Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true));
        passlink.users().in(ACME).add(MANAGER, ANN, person).join();
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void aMailThatWasRefusedIsListedWithItsReason() {
        CodeId codeId = givenUp();

        assertThat(passlink.deadLetters().list(MANAGER, 0, 10).join())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.userId()).isEqualTo(ANN);
                    assertThat(letter.codeId()).isEqualTo(codeId);
                    assertThat(letter.mailFailure()).isNotNull();
                    assertThat(letter.mailFailure().reason()).isEqualTo("SMTP 550 5.1.1");
                    assertThat(letter.mailFailure().at())
                            .isEqualTo(letter.details().changeDate());
                });
        assertThat(passlink.deadLetters().list(MANAGER, ANN).join()).hasSize(1);
    }

    @Test
    void whoWorksInAnOrganizationSeesThatOneOnly() {
        givenUp();

        assertThat(passlink.deadLetters().list(LOCAL, 0, 10).join()).hasSize(1);
        assertThat(passlink.deadLetters().in(ACME).list(MANAGER, 0, 10).join()).hasSize(1);
        assertThat(passlink.deadLetters().list(ELSEWHERE, 0, 10).join()).isEmpty();
        assertRefused(passlink.deadLetters().in(ACME).list(ELSEWHERE, 0, 10), new Failure.PermissionDenied());
        assertRefused(passlink.deadLetters().list(ELSEWHERE, ANN), new Failure.UserNotFound());
    }

    @Test
    void aRetriedMailIsSentAndNoLongerListed() {
        CodeId codeId = givenUp();
        outcome = new Outcome.Accepted();

        passlink.deadLetters().retry(LOCAL, ANN, codeId).join();

        awaitMail(MailState.SENT);
        assertThat(passlink.deadLetters().list(LOCAL, 0, 10).join()).isEmpty();
    }

    @Test
    void aRetriedMailThatIsRefusedAgainIsListedAgain() {
        CodeId codeId = givenUp();
        outcome = new Outcome.Refused("SMTP 554 5.7.1");

        passlink.deadLetters().retry(LOCAL, ANN, codeId).join();

        awaitReason("SMTP 554 5.7.1");
    }

    @Test
    void aDroppedMailIsNoLongerListedAndCannotBeRetried() {
        CodeId codeId = givenUp();

        passlink.deadLetters().drop(LOCAL, ANN, codeId).join();

        assertThat(passlink.deadLetters().list(LOCAL, 0, 10).join()).isEmpty();
        assertRefused(
                passlink.deadLetters().retry(LOCAL, ANN, codeId),
                new Failure.RequestInvalid("the mail of this link was dropped"));
    }

    @Test
    void theMailsOfARemovedUserAreNotListed() {
        givenUp();
        passlink.users().remove(MANAGER, ANN).join();

        assertThat(passlink.deadLetters().list(MANAGER, 0, 10).join()).isEmpty();
    }

    @Test
    void whoMayNotWriteUsersMayOnlyLook() {
        CodeId codeId = givenUp();
        Caller stranger = Caller.of("stranger", "acme");

        assertRefused(passlink.deadLetters().list(stranger, 0, 10), new Failure.PermissionDenied());
        assertRefused(passlink.deadLetters().retry(stranger, ANN, codeId), new Failure.PermissionDenied());
        assertRefused(passlink.deadLetters().drop(stranger, ANN, codeId), new Failure.PermissionDenied());
    }

    @Test
    void theOfficeSeesAllAndDropsBesideARunningNode() {
        CodeId codeId = givenUp();
        try (DeadLetterOffice office = DeadLetterOffice.open(StoreAccess.in(store))) {
            assertThat(office.list(null)).extracting(InitCodeView::codeId).containsExactly(codeId);
            assertThat(office.list(new UserId("bob"))).isEmpty();

            office.drop(ANN, codeId);
        }

        List<? extends DomainEventMessage<?>> events =
                passlink.engine().events().readEvents(ANN.value(), 0).asStream().toList();
        assertThat(events.get(events.size() - 1)).satisfies(event -> {
            assertThat(event.getPayload()).isEqualTo(new PasswordlessInitCodeDeliveryDropped(ANN, codeId));
            assertThat(event.getMetaData())
                    .containsEntry(EventMetaData.EDITOR, "system:cli")
                    .containsEntry(EventMetaData.OPERATION, "DropDeadLetters")
                    .containsKey(EventMetaData.CORRELATION_ID);
        });
        assertThat(passlink.deadLetters().list(MANAGER, 0, 10).join()).isEmpty();
    }

    @Test
    void whatTheOfficeRetriesARunningNodeSends() {
        CodeId codeId = givenUp();
        outcome = new Outcome.Accepted();
        try (DeadLetterOffice office = DeadLetterOffice.open(StoreAccess.in(store))) {
            office.retry(ANN, codeId);
        }

        awaitMail(MailState.SENT);
    }

    /** A code whose mail was given up. */
    private CodeId givenUp() {
        passlink.links().in(ACME).send(MANAGER, ANN).join();
        awaitReason(((Outcome.Refused) outcome).reason());
        return newest().orElseThrow().codeId();
    }

    private void awaitReason(String reason) {
        await(code ->
                code.mailFailure() != null && reason.equals(code.mailFailure().reason()));
    }

    private void awaitMail(MailState state) {
        await(code -> code.mail() == state);
    }

    private void await(Predicate<InitCodeView> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (newest().filter(condition).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private Optional<InitCodeView> newest() {
        return passlink.links().in(ACME).list(MANAGER, ANN).join().stream().findFirst();
    }
}
