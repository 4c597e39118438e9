package dev.passlink.api;

import static java.util.Comparator.comparing;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.Histories;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.Caller;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.audit.AuditReducer;
import dev.passlink.projection.fold.History;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine keeps, written once. */
abstract class EngineContract {

    static final Caller MANAGER = Caller.of("manager", "instance", Grant.everywhere("IAM_OWNER"));
    static final ResourceOwner ACME = new ResourceOwner("acme");
    static final UserId ANN = new UserId("ann");

    /** The user that tests are about, unknown to the store when a test begins. */
    UserId ann = ANN;

    /** Takes all mails. */
    final Post post = Post.takingAll();

    Passlink passlink;

    /** A builder for one more node on the same store. */
    abstract Passlink.Builder node();

    /** Makes the newest event of the user one that this version cannot read. */
    abstract void makeNewestUnreadable() throws Exception;

    /** One more node that runs. */
    final Passlink started() {
        return started(node().mail(MailSettings.of("login.example.org", post).withoutNotices()));
    }

    /** The node that is built so, running. */
    Passlink started(Passlink.Builder node) {
        return node.build();
    }

    @BeforeEach
    void start() {
        passlink = started();
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void theDetailsOfAnAnswerAreThoseOfTheStoredEvent() {
        ObjectDetails added = addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();

        List<? extends DomainEventMessage<?>> events = eventsOfAnn();
        assertThat(added).isEqualTo(ObjectDetails.next(null, events.get(0)));
        assertThat(link.details()).isEqualTo(ObjectDetails.next(null, events.get(1)));
        assertThat(link.details().sequence()).isEqualTo(2);
        assertThat(link.details().resourceOwner()).isEqualTo(ACME);
    }

    @Test
    void detailsAreEqualInAnswerStoreAndRowToTheMillisecond() {
        ObjectDetails added = addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        ObjectDetails locked = passlink.users().lock(MANAGER, ann).join();

        List<? extends DomainEventMessage<?>> events = eventsOfAnn();
        assertThat(List.of(added, link.details(), locked))
                .isEqualTo(List.of(
                        ObjectDetails.next(null, events.get(0)),
                        ObjectDetails.next(null, events.get(1)),
                        ObjectDetails.next(added, events.get(2))))
                .allSatisfy(details -> assertThat(details.changeDate())
                        .isEqualTo(details.changeDate().truncatedTo(ChronoUnit.MILLIS)));
        assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(locked);
        assertThat(passlink.links().list(MANAGER, ann).join())
                .singleElement()
                .satisfies(row -> assertThat(row.details()).isEqualTo(link.details()));
    }

    @Test
    void theOwnerIsThatOfTheUserAndNotOfTheCaller() {
        addAnn();
        passlink.links().in(ACME).add(MANAGER, ann).join();

        assertThat(eventsOfAnn())
                .extracting(event -> event.getMetaData().get(ObjectDetails.RESOURCE_OWNER))
                .containsExactly("acme", "acme");
        assertRefused(passlink.links().in(new ResourceOwner("globex")).add(MANAGER, ann), new Failure.UserNotFound());
    }

    @Test
    void aLinkIsMailedOnceAndThisIsRecorded() {
        addAnn();
        CodeId codeId = mailedToAnn();

        await(() -> mailOf(codeId) == MailState.SENT);
        assertThat(payloadsOfAnn(PasswordlessInitCodeSent.class)).hasSize(1);
        assertThat(post.recipients()).filteredOn(addressee()::equals).hasSize(1);
    }

    @Test
    void aHistoryThatThisVersionCannotReadRefusesCommandsAndSaysWhere() throws Exception {
        addAnn();
        passlink.links().add(MANAGER, ann).join();
        makeNewestUnreadable();
        int unreadable = eventsOfAnn().size();
        passlink.engine().forgetAggregates();

        assertThatThrownBy(() -> passlink.users().lock(MANAGER, ann).join())
                .cause()
                .isInstanceOfSatisfying(Rejected.class, refused -> {
                    assertThat(refused.failure().reason()).isEqualTo("UNAVAILABLE");
                    assertThat(refused.failure().message()).contains("event " + unreadable);
                });
        assertThat(eventsOfAnn()).hasSize(unreadable);
        assertThat(passlink.users().get(MANAGER, ann).join()).isNotNull(); // read models go on
    }

    @Test
    void everyEventNamesEditorOperationCorrelationAndCausation() {
        addAnn();

        assertThat(eventsOfAnn())
                .singleElement()
                .satisfies(event -> assertThat(event.getMetaData())
                        .containsEntry(ObjectDetails.RESOURCE_OWNER, "acme")
                        .containsEntry(EventMetaData.EDITOR, "manager")
                        .containsEntry(EventMetaData.EDITOR_ORGANIZATION, "instance")
                        .containsEntry(EventMetaData.OPERATION, "AddHumanUser")
                        .containsKeys(EventMetaData.CORRELATION_ID, EventMetaData.CAUSATION_ID));
    }

    @Test
    void theTruthIsProvedAndSealed() throws Exception {
        addAnn();
        CodeId mailed = mailedToAnn();
        await(() -> mailOf(mailed) == MailState.SENT);
        passlink.users()
                .changeEmail(MANAGER, ann, new Email("ann.lee@example.org", false))
                .join();
        SealKeys keys = Keyset.generate(KeysetKind.SEALS).use();

        Seal seal = passlink.seal(keys);
        passlink.users().lock(MANAGER, ann).join();
        List<Finding> findings = new ArrayList<>();
        VerificationReport report = passlink.verify(findings::add);

        assertThat(seal.isSignedBy(keys)).isTrue();
        assertThat(seal.events()).isPositive();
        assertThat(passlink.breach(seal, findings::add)).isEmpty();
        assertThat(report.users()).isPositive();
        assertThat(findings)
                .filteredOn(finding -> finding.userId().equals(ann.value())) // others may share the store
                .isEmpty();
    }

    @Test
    void historiesAreReadOnceAndWholeHoweverTheirEventsMixAndHoweverLongAPageIs() {
        List<UserId> three = List.of(ann, new UserId(ann.value() + "-b"), new UserId("0-" + ann.value()));
        three.forEach(userId -> passlink.users()
                .in(ACME)
                .add(MANAGER, userId, Person.named(userId.value(), "Ada", "Lee", null))
                .join());
        for (int i = 0; i < 4; i++) {
            Email address = new Email("ada" + i + "@example.org", true);
            three.forEach(userId ->
                    passlink.users().changeEmail(MANAGER, userId, address).join());
        }
        List<String> ids = three.stream().map(UserId::value).toList();
        Histories histories = passlink.engine().histories();
        long begin = positions(histories.of(ids).get(0)).get(0) - 1;

        for (int events : List.of(1, 6, 1_000)) {
            List<History> read = new ArrayList<>();
            long end = begin;
            for (Histories.Page page = histories.after(end, events);
                    !page.histories().isEmpty();
                    page = histories.after(end, events)) {
                read.addAll(page.histories());
                assertThat(page.end()).isGreaterThan(end);
                assertThat(page.histories()).hasSizeLessThanOrEqualTo(Math.max(1, events / 3));
                end = page.end();
            }

            assertThat(read).extracting(History::userId).containsExactlyElementsOf(ids);
            assertThat(read).allSatisfy(history -> {
                assertThat(history.events())
                        .extracting(DomainEventMessage::getSequenceNumber)
                        .containsExactly(0L, 1L, 2L, 3L, 4L);
                assertThat(positions(history)).isSorted().doesNotHaveDuplicates();
            });
        }
    }

    private static List<Long> positions(History history) {
        return history.events().stream()
                .map(event -> ((TrackedEventMessage<?>) event)
                        .trackingToken()
                        .position()
                        .orElseThrow())
                .toList();
    }

    @Test
    void fiftyParallelCommandsOnOneUserAllGetAnAnswerAndNoUpdateIsLost() {
        addAnn();

        List<ObjectDetails> answers = inParallel(
                50, i -> passlink.users().changeEmail(MANAGER, ann, new Email("ann" + i + "@example.org", true)));

        assertThat(answers.stream().map(ObjectDetails::sequence))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(2, 51).mapToObj(Long::valueOf).toList());
        assertThat(eventsOfAnn()).hasSize(51);
    }

    @Test
    void twoHundredParallelWrongGuessesAreThreeFacts() {
        addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());

        List<Verdict> answers = inParallel(200, i -> holder.presents("wrongguess" + i));

        assertThat(answers).containsOnly(new Verdict.Refused(new Failure.CodeInvalid()));
        assertThat(payloadsOfAnn(PasswordlessInitCodeCheckFailed.class)).hasSize(3);
        assertThat(holder.presents(holder.code()).join()).isEqualTo(new Verdict.Refused(new Failure.CodeInvalid()));
    }

    @Test
    void ofManyParallelRedemptionsExactlyOneIsAccepted() {
        addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());

        Verdict.Started started =
                (Verdict.Started) holder.starts(holder.code(), passlink).join();
        String credential = new Device().create(Holder.options(started, passlink));

        List<Verdict> answers = inParallel(50, i -> holder.finishes(started, credential, holder.code(), passlink));

        assertThat(answers).filteredOn(Verdict.Registered.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(Verdict.Refused.class::isInstance)
                .hasSize(49)
                .containsOnly(new Verdict.Refused(new Failure.CodeUsed()));
        assertThat(payloadsOfAnn(PasswordlessInitCodeCheckSucceeded.class)).hasSize(1);
    }

    @Test
    void oneCredentialIsRegisteredForOneOfManyUsersAtOnce() {
        copiesAreRegisteredOnce(passlink, passlink);
    }

    /** Copies of one authenticator are registered by several users at once, on two nodes or one. */
    final void copiesAreRegisteredOnce(Passlink one, Passlink other) {
        List<UserId> users = IntStream.range(0, 8)
                .mapToObj(i -> new UserId(ann.value() + "-" + i))
                .toList();
        users.forEach(user -> one.users()
                .in(ACME)
                .add(MANAGER, user, Person.named("u", "U", "U", null))
                .join());
        CopiedCredential copied = new CopiedCredential();
        List<Holder> holders = users.stream()
                .map(user -> Holder.of(one, one.links().add(MANAGER, user).join()))
                .toList();
        List<Verdict.Started> started = holders.stream()
                .map(holder ->
                        (Verdict.Started) holder.starts(holder.code(), one).join())
                .toList();
        List<String> credentials = started.stream()
                .map(begun -> copied.create(Holder.options(begun, one)))
                .toList();

        List<Verdict> answers = inParallel(
                8,
                i -> holders.get(i)
                        .finishes(
                                started.get(i),
                                credentials.get(i),
                                holders.get(i).code(),
                                i % 2 == 0 ? one : other));

        assertThat(answers).filteredOn(Verdict.Registered.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(Verdict.Refused.class::isInstance)
                .hasSize(7)
                .containsOnly(new Verdict.Refused(new Failure.PasskeyAlreadyExists()));
    }

    @Test
    void twentyParallelRepetitionsOfARequestAreOneCodeAndOneLink() {
        addAnn();
        RegistrationLinks once = passlink.links().repeatable(IdempotencyKey.of("sesame"));

        List<RegistrationLink> answers = inParallel(20, i -> once.add(MANAGER, ann));

        assertThat(answers).hasSize(20).containsOnly(answers.get(0));
        assertThat(payloadsOfAnn(PasswordlessInitCodeAdded.class)).hasSize(1);
    }

    @Test
    void aRepetitionIsAnsweredAsTheFirstTimeAlsoFromTheStore() {
        addAnn();
        RegistrationLinks once = passlink.links().repeatable(IdempotencyKey.of("sesame"));
        RegistrationLink first = once.add(MANAGER, ann).join();
        passlink.links().revoke(MANAGER, ann, first.codeId()).join();

        passlink.engine().forgetAggregates();

        assertThat(once.add(MANAGER, ann).join()).isEqualTo(first);
        assertThat(eventsOfAnn()).hasSize(3);
    }

    @Test
    void anUnknownUserIsNotFoundForAManagerAndAnInvalidCodeForAStranger() {
        addAnn();
        Holder stranger = new Holder(passlink, Map.of("userID", "nobody", "orgID", "acme", "codeID", "1", "code", "x"));

        assertRefused(passlink.links().add(MANAGER, new UserId("nobody")), new Failure.UserNotFound());
        assertRefused(passlink.users().get(MANAGER, new UserId("nobody")), new Failure.UserNotFound());
        assertRefused(stranger.presents("x"), new Failure.CodeInvalid());
    }

    @Test
    void aUserIdIsTakenOnlyOnce() {
        List<String> outcomes = inParallel(
                20,
                i -> passlink.users()
                        .in(ACME)
                        .add(MANAGER, ann, Person.named("ann", "Ann", "Lee", null))
                        .handle((added, refusal) -> refusal == null ? "added" : reason(refusal)));

        assertThat(outcomes).filteredOn("added"::equals).hasSize(1);
        assertThat(outcomes).filteredOn("USER_ALREADY_EXISTS"::equals).hasSize(19);
    }

    @Test
    void aLongHistoryIsDecidedOnFromASnapshotAsFromItsEvents() {
        addAnn();
        for (int i = 0; i < 120; i++) {
            passlink.users()
                    .changeEmail(MANAGER, ann, new Email("ann" + i + "@example.org", true))
                    .join();
        }
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        assertThat(link.details().sequence()).isEqualTo(122);
        for (int i = 0; i < 60; i++) {
            passlink.users().lock(MANAGER, ann).join();
            passlink.users().unlock(MANAGER, ann).join();
        }

        Holder holder = Holder.of(passlink, link);
        holder.presents("wrong").join();
        for (int i = 0; i < 5; i++) {
            passlink.engine().forgetAggregates(); // each load begins at the snapshot, and must leave it as it is
            passlink.users().lock(MANAGER, ann).join();
            passlink.users().unlock(MANAGER, ann).join();
        }

        assertThat(holder.presents(holder.code()).join()).isInstanceOf(Verdict.Registered.class);
        assertThat(passlink.users().deactivate(MANAGER, ann).join().sequence()).isEqualTo(257);
    }

    @Test
    void aRemovedUserIsAddedAgainInAnotherOrganizationOnTheSameStream() {
        addAnn();
        passlink.links().add(MANAGER, ann).join();
        passlink.users().remove(MANAGER, ann).join();

        ObjectDetails again = passlink.users()
                .in(new ResourceOwner("globex"))
                .add(MANAGER, ann, Person.named("ann", "Ann", "Lee", null))
                .join()
                .details();

        assertThat(again.sequence()).isBetween(4L, 5L); // the erasure may be on record before
        assertThat(again.resourceOwner()).isEqualTo(new ResourceOwner("globex"));
        assertThat(again.creationDate()).isEqualTo(again.changeDate());
    }

    @Test
    void aCallerReadsItsOwnWrites() {
        addAnn();
        for (int i = 1; i <= 8; i++) {
            RegistrationLink link = passlink.links().add(MANAGER, ann).join();
            assertThat(passlink.links().list(MANAGER, ann).join())
                    .hasSize(i)
                    .first()
                    .satisfies(newest -> assertThat(newest.details()).isEqualTo(link.details()));
        }
        ObjectDetails locked = passlink.users().lock(MANAGER, ann).join();
        assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(locked);
    }

    @Test
    void readModelsAreRebuiltWhileCallersReadTheirOwnWritesAndNothingIsMailedAgain() {
        addAnn();
        CodeId sent = mailedToAnn();
        await(() -> mailOf(sent) == MailState.SENT);
        UserId bob = new UserId(ann.value() + "-bob");
        passlink.users()
                .in(ACME)
                .add(MANAGER, bob, Person.named("bob", "Bob", "Lee", null))
                .join();
        List<InitCodeView> codes = passlink.links().list(MANAGER, ann).join();
        Set<String> before = passlink.engine().processors();

        Rebuild rebuild = passlink.rebuild();
        do {
            ObjectDetails changed = passlink.users()
                    .changeEmail(MANAGER, bob, new Email("bob@example.org", true))
                    .join();
            assertThat(passlink.users().get(MANAGER, bob).join().details()).isEqualTo(changed);
            assertThat(passlink.links().list(MANAGER, ann).join()).isEqualTo(codes);
        } while (!rebuild.done().isDone());
        rebuild.done().join();

        assertThat(rebuild.progress().users()).isGreaterThanOrEqualTo(2);
        assertThat(passlink.engine().processors()).hasSameSizeAs(before).isNotEqualTo(before);
        ObjectDetails changed = passlink.users()
                .changeEmail(MANAGER, bob, new Email("bob2@example.org", true))
                .join();
        assertThat(passlink.users().get(MANAGER, bob).join().details()).isEqualTo(changed);
        await(passlink::isReady);
        assertThat(post.recipients()).filteredOn(addressee()::equals).hasSize(1);
        passlink.users().remove(MANAGER, bob).join();
    }

    @Test
    void aCallerReadsItsOwnWriteAlsoPastTheGapOfARefusedAppend() {
        addAnn();
        inParallel(
                10,
                i -> passlink.users()
                        .in(ACME)
                        .add(MANAGER, ann, Person.named("ann", "Ann", "Lee", null))
                        .handle((added, refusal) -> ""));

        ObjectDetails locked = passlink.users().lock(MANAGER, ann).join();
        assertThat(passlink.users().get(MANAGER, ann).join().details()).isEqualTo(locked);
    }

    @Test
    void aRefusalStoresNothing() {
        addAnn();
        passlink.users().deactivate(MANAGER, ann).join();

        assertRefused(passlink.links().add(MANAGER, ann), new Failure.UserNotActive());
        assertThat(payloadsOfAnn(PasswordlessInitCodeAdded.class)).isEmpty();
    }

    @Test
    void theHistoryTellsWhoDidWhatAndHowOfEachEvent() {
        addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        Holder.of(passlink, link).presents("wrong").join();

        List<AuditEntry> history = historyOfAnn();

        List<? extends DomainEventMessage<?>> events = eventsOfAnn();
        assertThat(history).hasSameSizeAs(events).isSortedAccordingTo(comparing(AuditEntry::position));
        for (int i = 0; i < history.size(); i++) {
            AuditEntry entry = history.get(i);
            assertThat(entry.position()).isNotNegative();
            assertThat(entry).isEqualTo(AuditReducer.reduce(null, entry.type(), events.get(i), entry.position()));
        }
        assertThat(history)
                .extracting(AuditEntry::type)
                .containsExactly(
                        "user.human.added",
                        "user.human.passwordless.initialization.code.added",
                        "user.human.passwordless.initialization.code.check.failed");
        assertThat(history)
                .extracting(AuditEntry::operation)
                .containsExactly("AddHumanUser", "AddPasswordlessRegistration", "link");
    }

    @Test
    void aCallerFindsItsOwnWritesInTheHistory() {
        addAnn();
        for (int i = 1; i <= 8; i++) {
            ObjectDetails changed = passlink.users()
                    .changeEmail(MANAGER, ann, new Email("ann" + i + "@example.org", true))
                    .join();
            assertThat(historyOfAnn()).last().satisfies(entry -> {
                assertThat(entry.sequence()).isEqualTo(changed.sequence());
                assertThat(entry.at()).isEqualTo(changed.changeDate());
            });
        }
    }

    @Test
    void aUserIsShownAsItWasByTheEventsUpToThen() {
        ObjectDetails added = addAnn();
        UserView first = passlink.users().get(MANAGER, ann).join();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        List<InitCodeView> open = passlink.links().list(MANAGER, ann).join();
        passlink.links().revoke(MANAGER, ann, link.codeId()).join();
        passlink.users().lock(MANAGER, ann).join();

        UserAsOf then = passlink.audit().asOf(MANAGER, ann, added.sequence()).join();
        assertThat(then.user()).isEqualTo(first);
        assertThat(then.codes()).isEmpty();
        assertThat(passlink.audit()
                        .asOf(MANAGER, ann, link.details().sequence())
                        .join()
                        .codes())
                .isEqualTo(open);
        UserAsOf now = passlink.audit()
                .asOf(MANAGER, ann, Instant.now().plusSeconds(60))
                .join();
        assertThat(now.user()).isEqualTo(passlink.users().get(MANAGER, ann).join());
        assertThat(now.codes()).isEqualTo(passlink.links().list(MANAGER, ann).join());
        assertThat(now.sequence()).isEqualTo(4);
    }

    @Test
    void aUserIsShownAsItWasAlsoWhereAnEventCannotBeRead() throws Exception {
        addAnn();
        UserView before = passlink.users().get(MANAGER, ann).join();
        passlink.links().add(MANAGER, ann).join();
        makeNewestUnreadable();

        UserAsOf then = passlink.audit().asOf(MANAGER, ann, 1000).join();

        assertThat(then.unreadable()).containsExactly((long) eventsOfAnn().size());
        assertThat(then.user()).isEqualTo(before);
    }

    List<AuditEntry> historyOfAnn() {
        return passlink.audit().history(MANAGER, AuditFilter.ALL.ofUser(ann)).toList();
    }

    ObjectDetails addAnn() {
        return passlink.users()
                .in(ACME)
                .add(MANAGER, ann, Person.named("ann", "Ann", "Lee", new Email(addressee() + "@example.org", true)))
                .join()
                .details();
    }

    /** The local part of the user's address. */
    String addressee() {
        return ann.value();
    }

    /** Asks for a mail; the code in it. */
    CodeId mailedToAnn() {
        passlink.links().send(MANAGER, ann).join();
        List<PasswordlessInitCodeAdded> codes = payloadsOfAnn(PasswordlessInitCodeAdded.class);
        return codes.get(codes.size() - 1).codeId();
    }

    /** What the read model says about the mail of a code. */
    MailState mailOf(CodeId codeId) {
        return passlink.links().list(MANAGER, ann).join().stream()
                .filter(code -> code.codeId().equals(codeId))
                .findFirst()
                .orElseThrow()
                .mail();
    }

    List<? extends DomainEventMessage<?>> eventsOfAnn() {
        return passlink.engine().events().readEvents(ann.value(), 0).asStream().toList();
    }

    <T> List<T> payloadsOfAnn(Class<T> type) {
        return eventsOfAnn().stream()
                .map(DomainEventMessage::getPayload)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    static <T> List<T> inParallel(int times, IntFunction<CompletableFuture<T>> task) {
        return IntStream.range(0, times).mapToObj(task).toList().stream()
                .map(answer -> answer.orTimeout(Duration.ofMinutes(1).toSeconds(), SECONDS)
                        .join())
                .toList();
    }

    static void await(BooleanSupplier condition) {
        await(condition, Duration.ofMinutes(1));
    }

    static void await(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    static void assertRefused(CompletableFuture<?> answer, Failure failure) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.failure()).isEqualTo(failure));
    }

    static String reason(Throwable refusal) {
        Throwable cause = refusal instanceof CompletionException ? refusal.getCause() : refusal;
        return ((Rejected) cause).failure().reason();
    }
}
