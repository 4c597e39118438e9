package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.jspecify.annotations.Nullable;

/**
 * Lets a read wait until its projection has passed the head of the store as it was when the read arrived, but no longer
 * than a bound, so that a caller reads its own write (behaviour P5).
 */
final class ReadYourWrites {

    private static final long INTERVAL_MILLIS = 4;

    private final Segments segments;
    private final Supplier<CompletableFuture<Optional<TrackingToken>>> head;
    private final Predicate<Collection<Long>> anyEventAt;
    private final Duration bound;
    private final Executor looks;
    private final Executor again = CompletableFuture.delayedExecutor(INTERVAL_MILLIS, MILLISECONDS, Runnable::run);
    private final Executor againInDatabase =
            CompletableFuture.delayedExecutor(Segments.LOOK_IS_NEW_FOR_MILLIS, MILLISECONDS, Runnable::run);

    /**
     * @param segments   how far projections are
     * @param head       the head of the store, empty while it is empty; may fail
     * @param anyEventAt whether an event was committed at one of these positions
     * @param bound      how long a read waits at most
     * @param looks      where it is looked again; may reject, with which the read fails
     */
    ReadYourWrites(
            Segments segments,
            Supplier<CompletableFuture<Optional<TrackingToken>>> head,
            Predicate<Collection<Long>> anyEventAt,
            Duration bound,
            Executor looks) {
        this.segments = segments;
        this.head = head;
        this.anyEventAt = anyEventAt;
        this.bound = bound;
        this.looks = looks;
    }

    /**
     * Completes once the projection has passed the present head, with the name of its processor; or empty once the bound is
     * over.
     *
     * @param projection its processor; another one as soon as that takes over
     */
    CompletableFuture<Optional<String>> caughtUp(Supplier<StreamingEventProcessor> projection) {
        CompletableFuture<Optional<String>> caughtUp = new CompletableFuture<>();
        head.get()
                .thenAcceptAsync(
                        newest -> newest.ifPresentOrElse(
                                target -> look(projection, target, caughtUp),
                                () -> caughtUp.complete(Optional.empty())),
                        looks)
                .exceptionally(thrown -> {
                    if (thrown.getCause() instanceof AxonServerAway) { // so there is nothing that could be waited for
                        caughtUp.complete(Optional.empty());
                    } else {
                        caughtUp.completeExceptionally(thrown);
                    }
                    return null;
                });
        return caughtUp.completeOnTimeout(Optional.empty(), bound.toMillis(), MILLISECONDS);
    }

    private void look(
            Supplier<StreamingEventProcessor> projection,
            TrackingToken target,
            CompletableFuture<Optional<String>> caughtUp) {
        try {
            StreamingEventProcessor processor = projection.get();
            if (hasPassed(processor, target)) {
                caughtUp.complete(Optional.of(processor.getName()));
            } else if (!caughtUp.isDone()) {
                Executor next = segments.areAllHere(processor) ? again : againInDatabase;
                next.execute(() -> lookAgain(projection, target, caughtUp));
            }
        } catch (RuntimeException e) {
            caughtUp.completeExceptionally(e);
        }
    }

    /** What a rejection throws here would reach nobody, and the read would wait for nothing until the bound is over. */
    private void lookAgain(
            Supplier<StreamingEventProcessor> projection,
            TrackingToken target,
            CompletableFuture<Optional<String>> caughtUp) {
        try {
            looks.execute(() -> look(projection, target, caughtUp));
        } catch (RejectedExecutionException e) {
            caughtUp.completeExceptionally(e);
        }
    }

    /** Whether a projection has passed a position and whatever was committed before it, on whichever nodes it runs. */
    boolean hasPassed(StreamingEventProcessor projection, TrackingToken target) {
        return haveAllPassed(segments.reached(projection), target);
    }

    private boolean haveAllPassed(List<@Nullable TrackingToken> reached, TrackingToken target) {
        return !reached.isEmpty() && reached.stream().allMatch(token -> covers(token, target));
    }

    /** How many positions there are between the segments of a projection and a target, 0 if they have passed it. */
    long behind(List<@Nullable TrackingToken> reached, TrackingToken target) {
        if (haveAllPassed(reached, target)) {
            return 0;
        }
        long slowest = reached.stream()
                .mapToLong(token -> token == null ? -1 : token.position().orElse(-1))
                .min()
                .orElse(-1);
        return Math.max(1, target.position().orElse(0) - slowest);
    }

    private boolean covers(@Nullable TrackingToken wrapped, TrackingToken target) {
        TrackingToken token = wrapped == null ? null : WrappedToken.unwrapLowerBound(wrapped);
        if (token == null || token.position().orElse(-1) < target.position().orElse(0)) {
            return false;
        }
        return !(token instanceof GapAwareTrackingToken gapAware) || !misses(gapAware, target);
    }

    /** A gap matters only if an event has come to light in it: rolled back appends leave gaps for ever. */
    private boolean misses(GapAwareTrackingToken token, TrackingToken target) {
        SortedSet<Long> gaps = token.getGaps().headSet(target.position().orElse(0) + 1);
        return !gaps.isEmpty() && anyEventAt.test(gaps);
    }
}
