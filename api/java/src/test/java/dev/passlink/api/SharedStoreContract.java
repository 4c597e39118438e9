package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.mail.MailSettings;
import dev.passlink.domain.Failure;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
        passlink = started(node().consistencyWait(LONG).mail(MailSettings.of("login.example.org", post)));
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
        assertThat(holder.presents(holder.code()).join()).isInstanceOf(Verdict.Accepted.class);
        assertThat(passlink.users().deactivate(MANAGER, ann).join().sequence()).isEqualTo(5);
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

    /** An answer that does not wait until the time for it is over. */
    private static <T> T soon(CompletableFuture<T> answer) {
        return answer.orTimeout(LONG.toSeconds() / 3, SECONDS).join();
    }
}
