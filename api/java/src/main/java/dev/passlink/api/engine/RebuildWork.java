package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.api.engine.Rebuild.Phase;
import dev.passlink.api.engine.Rebuild.Progress;
import dev.passlink.api.engine.RebuildTable.ClaimLost;
import dev.passlink.api.engine.RebuildTable.Cursor;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.History;
import dev.passlink.projection.fold.Replay;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one rebuild, on a thread of its own, under a claim that another thread renews.
 *
 * <p>Before the first page is read, the processors of the new generations were put where those of the old ones were. So
 * everything that was not yet visible then is delivered to them, and what the pages have seen already is delivered twice at
 * most, which reducers skip (behaviour P2). A code whose user was removed meanwhile may show again until the removal is
 * delivered too, which has happened when the head is passed, before anybody sees it.
 */
final class RebuildWork {

    private static final Logger log = LoggerFactory.getLogger(RebuildWork.class);

    private static final int EVENTS_OF_A_PAGE = 5_000;
    private static final long PAUSE_NANOS = MILLISECONDS.toNanos(50);
    private static final long RATE_OVER_NANOS = SECONDS.toNanos(10);
    private static final long HEAD_SECONDS = 10;
    private static final long OTHERS_LET_GO_WITHIN_NANOS = SECONDS.toNanos(60);

    private final Rebuilds site;
    private final String claim;
    private final Map<ReadModel, Integer> generations;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final long announcedAt = System.nanoTime();
    private final Deque<long[]> pages =
            new ArrayDeque<>(); // when each was written, and how many events were read by then
    private final ScheduledThreadPoolExecutor renewal;
    private volatile Phase phase;
    private volatile Cursor cursor;
    private volatile long behind;
    private volatile boolean isToBeCancelled;
    private volatile boolean isToStop;
    private volatile boolean isLost;

    /** @param row of the rebuild, whose claim this is */
    RebuildWork(Rebuilds site, String claim, RebuildTable.Row row) {
        this.site = site;
        this.claim = claim;
        this.generations = row.generations();
        this.phase = row.phase();
        this.cursor = row.cursor();
        this.renewal = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "passlink-rebuild-claim"));
    }

    /** It is to end before its next page; what is done is kept. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** It is to be given up. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it does not fail
    void start() {
        renewal.scheduleWithFixedDelay(this::renew, 0, RebuildTable.RENEW_MILLIS, MILLISECONDS);
        daemon(this::run, "passlink-rebuild").start();
    }

    Progress progress() {
        Cursor now = cursor;
        return new Progress(
                generations.keySet(),
                phase,
                now.users(),
                now.events(),
                now.eventsInAll(),
                phase == Phase.FILLING ? now.eventsPerSecond() : 0,
                behind);
    }

    void cancel() {
        isToBeCancelled = true;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** Ends it, to be gone on with later; returns when it has ended. */
    void stop() {
        isToStop = true;
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            carryOut();
            site.table().end(claim);
            finish(() -> done.complete(null));
        } catch (Cancelled e) {
            finish(() -> done.cancel(false));
        } catch (Stopped e) {
            letGo();
            finish(() -> done.completeExceptionally(new Stopping()));
        } catch (RuntimeException | Error e) {
            log.warn("The rebuild of {} does not go on; it can be gone on with later", names(), e);
            letGo();
            finish(() -> done.completeExceptionally(e));
        }
    }

    private void finish(Runnable telling) {
        renewal.shutdown();
        over.countDown();
        telling.run();
    }

    private void carryOut() {
        try {
            if (phase == Phase.FILLING) {
                fill();
            }
            if (phase == Phase.CATCHING_UP) {
                catchUp();
            }
        } catch (Cancelled e) {
            enter(Phase.CANCELLING);
        }
        if (phase == Phase.CANCELLING) {
            drop();
            site.table().end(claim);
            throw new Cancelled();
        }
        clean();
    }

    private void fill() {
        if (cursor.position() == null) {
            log.info("Rebuilding {}: about {} events", names(), cursor.eventsInAll());
            generations.forEach(this::deleteRows);
        } else {
            log.info("Going on with the rebuild of {} after {} users", names(), cursor.users());
        }
        List<Replay> replays = generations.entrySet().stream()
                .map(entry -> site.replay(entry.getKey(), entry.getValue()))
                .toList();
        Histories histories = site.histories();
        while (true) {
            checkpoint();
            Histories.Page page = histories.after(cursor.position(), EVENTS_OF_A_PAGE);
            if (page.histories().isEmpty()) {
                break;
            }
            List<History> sound = page.histories().stream().map(History::sound).toList();
            Cursor next = after(page);
            site.database().withConnection(connection -> {
                site.table().advance(claim, next);
                for (Replay replay : replays) {
                    replay.write(connection, sound);
                }
                return next;
            });
            cursor = next;
        }
        enter(Phase.CATCHING_UP);
    }

    private Cursor after(Histories.Page page) {
        long events = cursor.events()
                + page.histories().stream()
                        .mapToInt(history -> history.events().size())
                        .sum();
        return new Cursor(
                page.end(),
                cursor.users() + page.histories().size(),
                events,
                Math.max(events, cursor.eventsInAll()),
                rate(events));
    }

    private long rate(long events) {
        long now = System.nanoTime();
        if (pages.isEmpty()) {
            pages.add(new long[] {announcedAt, cursor.events()});
        }
        pages.add(new long[] {now, events});
        while (pages.size() > 2 && now - pages.getFirst()[0] > RATE_OVER_NANOS) {
            pages.removeFirst();
        }
        long[] first = pages.getFirst();
        return (long) ((events - first[1]) * 1e9 / Math.max(1, now - first[0]));
    }

    private void catchUp() {
        List<StreamingEventProcessor> processors = generations.entrySet().stream()
                .map(entry -> site.projections().start(entry.getKey(), entry.getValue()))
                .toList();
        do {
            awaitPassed(processors, head());
        } while (System.nanoTime() - announcedAt < MILLISECONDS.toNanos(Generations.ANNOUNCED_FOR_MILLIS));
        site.table().switchOver(claim, generations);
        phase = Phase.CLEANING;
        log.debug("Queries see what was rebuilt of {}", names());
        site.active().look(); // nobody here shall have to wait for that
    }

    private Optional<TrackingToken> head() {
        return site.head().get().orTimeout(HEAD_SECONDS, SECONDS).join();
    }

    private void awaitPassed(List<StreamingEventProcessor> processors, Optional<TrackingToken> head) {
        do {
            checkpoint();
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (head.isPresent() && !havePassed(processors, head.get()));
    }

    private boolean havePassed(List<StreamingEventProcessor> processors, TrackingToken head) {
        long farthest = processors.stream().mapToLong(site::position).min().orElse(-1);
        behind = Math.max(0, head.position().orElse(-1) - farthest);
        return processors.stream().allMatch(processor -> site.reads().hasPassed(processor, head));
    }

    /** The processors here go on until those of other nodes have let go of the old generations, and so follow. */
    private void clean() {
        generations.forEach((model, generation) -> removeToken(model.processor(generation - 1)));
        generations.forEach((model, generation) -> deleteRows(model, generation - 1));
        generations.forEach(this::stopUnlessKept);
    }

    /** Waits until no node has it any more, or has been dead for long enough. */
    private void removeToken(String processor) {
        long deadline = System.nanoTime() + OTHERS_LET_GO_WITHIN_NANOS;
        while (!site.removeToken(processor)) {
            stopIfTold();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(processor + " still runs on some node, so its rows are kept");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void drop() {
        log.info("Dropping what was rebuilt of {}", names());
        generations.forEach((model, generation) ->
                site.projections().stop(model, generation).join());
        generations.forEach((model, generation) -> removeToken(model.processor(generation)));
        generations.forEach(this::deleteRows);
    }

    private void deleteRows(ReadModel model, int generation) {
        Replay rows = site.replay(model, generation);
        int deleted;
        do {
            stopIfTold();
            deleted = site.database().withConnection(connection -> {
                site.table().renew(claim); // whoever has lost the claim deletes nothing of somebody else's
                return rows.deleteSome(connection);
            });
        } while (deleted > 0);
    }

    private void stopUnlessKept(ReadModel model, int generation) {
        if (!site.active().keeps(model)) {
            site.projections().stop(model, generation).join();
        }
    }

    /** What runs here for this rebuild only stops, and the claim is given back, if the database can be told. */
    private void letGo() {
        try {
            site.active().look();
            generations.forEach((model, generation) -> {
                if (!site.active().keeps(model)
                        || !site.active().processor(model).getName().equals(model.processor(generation))) {
                    site.projections().stop(model, generation).join();
                }
            });
            site.table().release(claim);
        } catch (RuntimeException e) {
            log.debug("The claim of the rebuild was not given back, and runs out", e);
        }
    }

    private void enter(Phase next) {
        site.table().enter(claim, next);
        phase = next;
    }

    private void checkpoint() {
        stopIfTold();
        if (isToBeCancelled) {
            throw new Cancelled();
        }
    }

    private void stopIfTold() {
        if (isToStop) {
            throw new Stopped();
        }
        if (isLost) {
            throw new ClaimLost();
        }
    }

    private void renew() {
        try {
            site.table().renew(claim);
        } catch (ClaimLost e) {
            isLost = over.getCount() > 0;
        } catch (RuntimeException e) { // such as while the database is away
            log.debug("The claim of the rebuild was not renewed", e);
        }
    }

    private String names() {
        return String.join(
                ", ", generations.keySet().stream().map(ReadModel::id).toList());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
