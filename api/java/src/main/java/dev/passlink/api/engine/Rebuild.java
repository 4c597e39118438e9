package dev.passlink.api.engine;

import dev.passlink.projection.ReadModel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * A rebuild of read models that this process works on (behaviour P4): all rows are made anew beside those that queries
 * see, from the histories of all users and then from the events since; once that has caught up, queries see the new rows,
 * and the old ones go. Nothing that has side effects takes part.
 *
 * <p>Killed or closed at any moment, it is gone on with by whoever rebuilds the same read models next.
 */
public final class Rebuild {

    private final RebuildWork work;

    Rebuild(RebuildWork work) {
        this.work = work;
    }

    /** What a rebuild is about at some moment. */
    public enum Phase {
        /** Rows of new generations are written from the histories of all users. */
        FILLING,
        /** Events that came meanwhile are delivered to the new generations. */
        CATCHING_UP,
        /** Queries see the new generations; what is left of the old ones goes. */
        CLEANING,
        /** Given up; what there is of the new generations goes. Queries have never seen it. */
        CANCELLING
    }

    /**
     * How far a rebuild is.
     *
     * @param readModels      what is rebuilt
     * @param phase           what it is about
     * @param users           users whose rows are written
     * @param events          events that these were made from
     * @param eventsInAll     about how many there were when it began, at least {@code events}
     * @param eventsPerSecond how many were read per second of late, 0 unless it is filling
     * @param behind          while it catches up, how many positions the new generations are behind the head of the store
     */
    public record Progress(
            Set<ReadModel> readModels,
            Phase phase,
            long users,
            long events,
            long eventsInAll,
            long eventsPerSecond,
            long behind) {

        public Progress {
            readModels = Set.copyOf(readModels);
            eventsInAll = Math.max(events, eventsInAll);
        }

        /** How much of the store was read, from 0 to 1. */
        public double ratio() {
            return phase == Phase.FILLING && eventsInAll > 0 ? (double) events / eventsInAll : 1;
        }

        /** How long it may go on reading at its present speed; empty where nobody knows. */
        public Optional<Duration> timeLeft() {
            return phase == Phase.FILLING && eventsPerSecond > 0
                    ? Optional.of(Duration.ofSeconds((eventsInAll - events) / eventsPerSecond))
                    : Optional.empty();
        }
    }

    /** How far it is. */
    public Progress progress() {
        return work.progress();
    }

    /**
     * Gives it up: the new rows go, and queries never noticed. Without effect once queries see them. {@link #done} is
     * cancelled when that has happened.
     */
    public void cancel() {
        work.cancel();
    }

    /**
     * Completes when queries see the new rows and the old ones are gone. It fails with a {@link CancellationException} when
     * it was cancelled, and with whatever prevents it from going on, of which it can be gone on with later.
     */
    public CompletableFuture<Void> done() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        work.done().whenComplete((nothing, thrown) -> {
            if (thrown == null) {
                told.complete(null);
            } else {
                told.completeExceptionally(thrown);
            }
        });
        return told;
    }
}
