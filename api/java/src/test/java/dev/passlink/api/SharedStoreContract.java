package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What engines keep whose store outlives a node and may be shared by several. */
abstract class SharedStoreContract extends EngineContract {

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
}
