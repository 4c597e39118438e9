package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.Failure;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserState;
import dev.passlink.projection.user.UserView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What engines keep whose store outlives a node and may be shared by several. Where commands are brought to one node for each
 * user, as by Axon Server, the tests about caches and conflicts of two nodes meet neither; {@link AxonServerConflictTest} does.
 */
abstract class SharedStoreContract extends EngineContract {

    /** Takes all rows of read models and all tokens away, while no node runs. */
    abstract void emptyRows() throws Exception;

    @Test
    void everythingIsReplayedIntoEmptyRowsAndNothingIsMailedAgain() throws Exception {
        addAnn();
        RegistrationLink used = passlink.links().add(MANAGER, ann).join();
        Holder holder = Holder.of(passlink, used);
        holder.presents("wrong").join();
        holder.presents(holder.code()).join();
        CodeId sent = mailedToAnn();
        await(() -> mailOf(sent) == MailState.SENT);
        passlink.links().revoke(MANAGER, ann, sent).join();
        UserView user = passlink.users().get(MANAGER, ann).join();
        List<InitCodeView> codes = passlink.links().list(MANAGER, ann).join();
        List<AuditEntry> history = historyOfAnn();
        assertThat(codes).hasSize(2);

        passlink.close();
        emptyRows();
        passlink = started(node().consistencyWait(LONG)
                .mail(MailSettings.of("login.example.org", post).withoutNotices()));
        await(passlink::isReady);

        assertThat(passlink.users().get(MANAGER, ann).join()).isEqualTo(user);
        assertThat(passlink.links().list(MANAGER, ann).join()).isEqualTo(codes);
        assertThat(historyOfAnn()).isEqualTo(history);
        assertThat(payloadsOfAnn(PasswordlessInitCodeSent.class)).hasSize(1);
        assertThat(post.recipients()).filteredOn(addressee()::equals).hasSize(1);
    }

    /** As a wait for a read model: nobody should have to wait so long. */
    static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void aRestartGoesOn() {
        addAnn();
        RegistrationLink link = passlink.links().add(MANAGER, ann).join();
        passlink.close();

        passlink = started();

        Holder holder = Holder.of(passlink, link);
        assertThat(holder.presents("wrong").join()).isEqualTo(new Verdict.Refused(new Failure.CodeInvalid()));
        assertThat(holder.presents(holder.code()).join()).isInstanceOf(Verdict.Registered.class);
        assertThat(passlink.users().deactivate(MANAGER, ann).join().sequence()).isEqualTo(7);
    }

    @Test
    void conflictingAppendsOfTwoNodesAreRetriedWhereTheyAreHandled() {
        addAnn();
        try (Passlink other = started()) {
            List<ObjectDetails> answers = inParallel(
                    40,
                    i -> (i % 2 == 0 ? passlink : other)
                            .users()
                            .changeEmail(MANAGER, ann, new Email("ann" + i + "@example.org", true)));

            assertThat(answers.stream().map(ObjectDetails::sequence))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(2, 41).mapToObj(Long::valueOf).toList());
        }
    }

    @Test
    void aRegistrationBegunOnOneNodeIsFinishedOnAnother() {
        addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());
        try (Passlink other = started()) {
            Verdict.Started started =
                    (Verdict.Started) holder.starts(holder.code(), passlink).join();
            String credential = new Device().create(Holder.options(started, passlink));

            assertThat(holder.finishes(started, credential, holder.code(), other)
                            .join())
                    .isInstanceOf(Verdict.Registered.class);
        }
    }

    @Test
    void aRegistrationBegunBeforeARestartIsFinishedAfterIt() {
        addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());
        Verdict.Started started =
                (Verdict.Started) holder.starts(holder.code(), passlink).join();
        String credential = new Device().create(Holder.options(started, passlink));
        passlink.close();

        passlink = started();

        assertThat(holder.finishes(started, credential, holder.code(), passlink).join())
                .isInstanceOf(Verdict.Registered.class);
    }

    @Test
    void ofManyFinishesOnTwoNodesExactlyOneRegisters() {
        addAnn();
        Holder holder = Holder.of(passlink, passlink.links().add(MANAGER, ann).join());
        Verdict.Started started =
                (Verdict.Started) holder.starts(holder.code(), passlink).join();
        String credential = new Device().create(Holder.options(started, passlink));
        try (Passlink other = started()) {
            List<Verdict> answers = inParallel(
                    50, i -> holder.finishes(started, credential, holder.code(), i % 2 == 0 ? passlink : other));

            assertThat(answers).filteredOn(Verdict.Registered.class::isInstance).hasSize(1);
            assertThat(answers)
                    .filteredOn(Verdict.Refused.class::isInstance)
                    .hasSize(49)
                    .containsOnly(new Verdict.Refused(new Failure.CodeUsed()));
            assertThat(payloadsOfAnn(PasswordlessTokenVerified.class)).hasSize(1);
        }
    }

    @Test
    void oneCredentialIsRegisteredOnceOnTwoNodes() {
        try (Passlink other = started()) {
            copiesAreRegisteredOnce(passlink, other);
        }
    }

    @Test
    void guessesOnTwoNodesAreCountedTogether() {
        addAnn();
        try (Passlink other = started()) {
            Holder holder =
                    Holder.of(passlink, passlink.links().add(MANAGER, ann).join());

            List<Verdict> answers = inParallel(60, i -> holder.presents("wrong" + i, i % 2 == 0 ? passlink : other));

            assertThat(answers).containsOnly(new Verdict.Refused(new Failure.CodeInvalid()));
            assertThat(payloadsOfAnn(PasswordlessInitCodeCheckFailed.class)).hasSize(3);
        }
    }

    @Test
    void repetitionsOnTwoNodesAreOneCodeAndOneLink() {
        addAnn();
        try (Passlink other = started()) {
            passlink.users().lock(MANAGER, ann).join();
            other.users().unlock(MANAGER, ann).join(); // both nodes have the user in their caches

            List<RegistrationLink> answers = inParallel(
                    20,
                    i -> (i % 2 == 0 ? passlink : other)
                            .links()
                            .repeatable(IdempotencyKey.of("sesame"))
                            .add(MANAGER, ann));

            assertThat(answers).containsOnly(answers.get(0));
            assertThat(payloadsOfAnn(PasswordlessInitCodeAdded.class)).hasSize(1);
        }
    }

    @Test
    void aRefusalOfACachedAggregateIsDecidedAgainAfterAnotherNodesWrite() {
        addAnn();
        try (Passlink other = started()) {
            passlink.users().deactivate(MANAGER, ann).join();
            other.users().reactivate(MANAGER, ann).join();

            assertThat(passlink.links().add(MANAGER, ann).join().details().sequence())
                    .isEqualTo(4);
        }
    }

    @Test
    void whatACachedAggregateWouldAllowIsRefusedAfterAnotherNodesWrite() {
        addAnn();
        try (Passlink other = started()) {
            passlink.links().add(MANAGER, ann).join();
            other.users().deactivate(MANAGER, ann).join();

            assertRefused(passlink.links().add(MANAGER, ann), new Failure.UserNotActive());
        }
    }

    @Test
    void aWantedStateThatACachedAggregateSeesIsLookedUpAgainAfterAnotherNodesWrite() {
        addAnn();
        try (Passlink other = started()) {
            passlink.users().deactivate(MANAGER, ann).join();
            other.users().reactivate(MANAGER, ann).join();

            assertThat(passlink.users().deactivate(MANAGER, ann).join().sequence())
                    .isEqualTo(4);
        }
    }

    @Test
    void noneOfManyParallelCommandsIsRefusedByAnAggregateThatAnotherNodeHasMoved() {
        addAnn();
        try (Passlink other = started()) {
            for (int round = 0; round < 3; round++) {
                passlink.users().deactivate(MANAGER, ann).join();
                other.users().reactivate(MANAGER, ann).join();

                assertThat(inParallel(10, i -> passlink.links().add(MANAGER, ann)))
                        .hasSize(10);
                passlink.links().revokeAll(MANAGER, ann).join();
            }
        }
    }

    @Test
    void aCallerReadsItsOwnWritesOnTheNodeThatDoesNotKeepTheReadModels() {
        addAnn();
        await(passlink::isReady);
        try (Passlink other = started(node().consistencyWait(LONG))) {
            for (int i = 1; i <= 4; i++) {
                RegistrationLink link = other.links().add(MANAGER, ann).join();
                assertThat(soon(other.links().list(MANAGER, ann)))
                        .hasSize(i)
                        .first()
                        .satisfies(newest -> assertThat(newest.details()).isEqualTo(link.details()));
                ObjectDetails changed = other.users()
                        .changeEmail(MANAGER, ann, new Email("ann" + i + "@example.org", true))
                        .join();
                assertThat(soon(other.users().get(MANAGER, ann)).details()).isEqualTo(changed);
            }
            assertThat(other.engine().lags()).isEmpty(); // no read model is kept there
        }
    }

    @Test
    void aCallerReadsOnOneNodeWhatItWroteOnAnother() {
        addAnn();
        await(passlink::isReady);
        try (Passlink other = started(node().consistencyWait(LONG))) {
            ObjectDetails locked = passlink.users().lock(MANAGER, ann).join();
            assertThat(soon(other.users().get(MANAGER, ann)).details()).isEqualTo(locked);
        }
    }

    @Test
    void aNodeIsReadyWhileAnotherKeepsTheReadModels() {
        await(passlink::isReady);
        try (Passlink other = started()) {
            await(other::isReady, Duration.ofSeconds(10));

            assertThat(other.engine().lags()).isEmpty();
            assertThat(passlink.isReady()).isTrue();
        }
    }

    @Test
    void aNodeTakesOverWhenTheOtherStops() {
        addAnn();
        await(passlink::isReady);
        Passlink first = passlink;
        Passlink other = started(node().consistencyWait(LONG));
        passlink = other;
        try (first) {
            await(other::isReady);
        }

        ObjectDetails locked = other.users().lock(MANAGER, ann).join();
        assertThat(soon(other.users().get(MANAGER, ann)).details()).isEqualTo(locked);
        await(() -> other.engine().lags().keySet().equals(other.engine().processors()));
        assertThat(other.isReady()).isTrue();
    }

    private static final Person XENIA = new Person(
            "xenia.user",
            "Xenia",
            "Quackenbush",
            "Xeni",
            "",
            "de",
            Gender.FEMALE,
            new Email("xenia@mail.example", true));

    /** Whatever could tell who she was. */
    private static final List<String> TRACES = List.of("xenia.user", "Xenia", "Quackenbush", "Xeni", "xenia");

    /** All that is stored, byte for byte. */
    abstract String everythingStored() throws Exception;

    @Test
    void nothingThatIsStoredOfARemovedUserNamesThePerson() throws Exception {
        addXenia();
        passlink.users()
                .changeEmail(MANAGER, ann, new Email("xenia.q@mail.example", true))
                .join();
        passlink.links().add(MANAGER, ann).join();
        CodeId sent = mailedToAnn();
        await(() -> mailOf(sent) == MailState.SENT);
        for (int i = 0; i < 30; i++) { // for a snapshot
            passlink.users().lock(MANAGER, ann).join();
            passlink.users().unlock(MANAGER, ann).join();
        }
        assertThat(everythingStored()).contains(TRACES); // in the rows of read models

        passlink.users().remove(MANAGER, ann).join();
        awaitErasures(1);

        assertThat(everythingStored()).contains(ann.value()).doesNotContain(TRACES);
    }

    @Test
    void theHistoryOfAnErasedPersonIsReplayedAndTheUserIdCanLiveAgain() throws Exception {
        addXenia();
        passlink.users()
                .changeEmail(MANAGER, ann, new Email("xenia.q@mail.example", true))
                .join();
        passlink.users().remove(MANAGER, ann).join();
        awaitErasures(1);
        ObjectDetails again =
                passlink.users().in(ACME).add(MANAGER, ann, XENIA).join().details();
        passlink.close();
        emptyRows();
        passlink = started(node().consistencyWait(LONG));
        await(passlink::isReady);

        assertThat(passlink.users().get(MANAGER, ann).join())
                .isEqualTo(new UserView(ann, XENIA, UserState.ACTIVE, again));
        List<PersonalKeyId> keys = payloadsOfAnn(UserAdded.class).stream()
                .map(UserAdded::personalKey)
                .toList();
        assertThat(keys).doesNotContainNull().doesNotHaveDuplicates().hasSize(2);
        assertThat(payloadsOfAnn(UserAdded.class)).extracting(UserAdded::person).containsExactly(Person.ERASED, XENIA);
        assertThat(payloadsOfAnn(UserEmailChanged.class))
                .extracting(UserEmailChanged::email)
                .containsExactly(Email.ERASED);
        assertThat(payloadsOfAnn(UserPersonalDataErased.class))
                .containsExactly(new UserPersonalDataErased(ann, keys.get(0)));
        ObjectDetails locked = passlink.users().lock(MANAGER, ann).join();
        assertThat(locked.creationDate()).isEqualTo(again.creationDate());
    }

    @Test
    void theErasureIsOnRecordUnderItsOwnName() {
        addXenia();
        passlink.users().remove(MANAGER, ann).join();
        awaitErasures(1);

        assertThat(eventsOfAnn())
                .last()
                .extracting(DomainEventMessage::getMetaData)
                .satisfies(metaData -> assertThat(metaData)
                        .containsEntry("editor", "system:eraser")
                        .containsEntry("operation", "ErasePersonalData")
                        .containsEntry("resourceOwner", "acme"));
    }

    @Test
    void ofManyWhoAddAPersonAtOnceOnesDataIsThereAndReadable() {
        try (Passlink other = started()) {
            List<Object> answers = inParallel(
                    8,
                    i -> (i % 2 == 0 ? passlink : other)
                            .users()
                            .in(ACME)
                            .add(MANAGER, ann, XENIA)
                            .handle((added, refused) -> added == null ? refused : added));

            assertThat(answers).filteredOn(AddedUser.class::isInstance).hasSize(1);
            passlink.engine().forgetAggregates();
            assertThat(passlink.users().lock(MANAGER, ann).join().sequence()).isEqualTo(2);
            assertThat(passlink.users().get(MANAGER, ann).join().person()).isEqualTo(XENIA);
        }
    }

    @Test
    void aNodeThatStillKnowsARemovedPersonWritesNothingWithTheDestroyedKey() {
        addXenia();
        try (Passlink other = started()) {
            other.users().lock(MANAGER, ann).join(); // has the user in its cache
            passlink.users().remove(MANAGER, ann).join();
            awaitErasures(1);

            assertRefused(
                    other.users().changeEmail(MANAGER, ann, new Email("xenia.q@mail.example", true)),
                    new Failure.UserNotFound());
        }
    }

    @Test
    void noNodeStartsWithAnotherKeysetThanThatOfTheStoredData(@TempDir Path elsewhere) {
        addXenia();
        Path wrong = elsewhere.resolve("wrong.json");
        assertThatThrownBy(() -> started(node().personalKeyset(wrong)).close())
                .hasStackTraceContaining("the store holds personal data");
        assertThat(wrong).doesNotExist();

        new KeysetFile<>(KeysetKind.PERSONAL, wrong).create();
        assertThatThrownBy(() -> started(node().personalKeyset(wrong)).close())
                .hasStackTraceContaining("not the one that personal data in this store is encrypted with");
    }

    private void addXenia() {
        passlink.users().in(ACME).add(MANAGER, ann, XENIA).join();
    }

    void awaitErasures(int count) {
        await(() -> payloadsOfAnn(UserPersonalDataErased.class).size() == count);
        await(() -> passlink.engine().lags().values().stream().allMatch(lag -> lag == 0)); // the rows are gone as well
    }

    /** An answer that does not wait until the time for it is over. */
    private static <T> T soon(CompletableFuture<T> answer) {
        return answer.orTimeout(LONG.toSeconds() / 3, SECONDS).join();
    }
}
