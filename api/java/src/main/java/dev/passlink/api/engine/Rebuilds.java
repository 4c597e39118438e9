package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.passlink.api.engine.Rebuild.Phase;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Replay;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Where rebuilds begin and are gone on with: at most one at a time, among all processes on a store. */
final class Rebuilds {

    private static final long PAUSE_NANOS = MILLISECONDS.toNanos(100);

    private final Database database;
    private final Tokens tokens;
    private final Segments segments;
    private final Projections projections;
    private final Generations active;
    private final ReadYourWrites reads;
    private final Supplier<CompletableFuture<Optional<TrackingToken>>> head;
    private final Supplier<Histories> histories;
    private final Function<Class<?>, String> storedNames;
    private final RebuildTable table;
    private @Nullable RebuildWork last;

    Rebuilds(
            Database database,
            Tokens tokens,
            Segments segments,
            Projections projections,
            Generations active,
            ReadYourWrites reads,
            Supplier<CompletableFuture<Optional<TrackingToken>>> head,
            Supplier<Histories> histories,
            Function<Class<?>, String> storedNames) {
        this.database = database;
        this.tokens = tokens;
        this.segments = segments;
        this.projections = projections;
        this.active = active;
        this.reads = reads;
        this.head = head;
        this.histories = histories;
        this.storedNames = storedNames;
        this.table = new RebuildTable(database);
    }

    /**
     * Begins a rebuild, or goes on with one of the same read models.
     *
     * @throws RebuildRefused if somebody works on one, or one of other read models is unfinished
     */
    synchronized Rebuild rebuild(Set<ReadModel> models) {
        String claim = UUID.randomUUID().toString();
        Optional<RebuildTable.Row> unfinished = claimed(claim);
        while (unfinished.isEmpty() && !begin(models, claim)) {
            unfinished = claimed(claim); // somebody was faster
        }
        if (unfinished.isPresent()) {
            RebuildTable.Row row = unfinished.get();
            boolean isOurs = row.generations().keySet().equals(models) && row.phase() != Phase.CANCELLING;
            if (!isOurs && (row.phase() == Phase.FILLING || row.phase() == Phase.CATCHING_UP)) {
                table.release(claim);
                throw new RebuildRefused("A rebuild of " + row.names() + " is unfinished since "
                        + seconds(row.beganAt()) + ". Go on with that one, or cancel it.");
            }
            if (!isOurs) { // only its remains are to go
                awaitRemoval(started(claim, row), row);
                return rebuild(models);
            }
        }
        return new Rebuild(started(claim, table.read().orElseThrow(RebuildTable.ClaimLost::new)));
    }

    private static void awaitRemoval(RebuildWork remains, RebuildTable.Row row) {
        try {
            remains.done().join();
        } catch (CancellationException dropped) {
            // as it was to be
        } catch (CompletionException e) {
            throw new RebuildRefused(
                    "What is left of the rebuild of " + row.names() + " cannot be removed yet; try again later.");
        }
    }

    /**
     * Gives up the rebuild that was left unfinished, or finishes it if queries see it already; empty if there is none.
     *
     * @throws RebuildRefused if somebody works on it
     */
    synchronized Optional<Rebuild> cancel() {
        String claim = UUID.randomUUID().toString();
        return claimed(claim).map(row -> {
            RebuildWork work = new RebuildWork(this, claim, row);
            work.cancel();
            last = work;
            work.start();
            return new Rebuild(work);
        });
    }

    private RebuildWork started(String claim, RebuildTable.Row row) {
        RebuildWork work = new RebuildWork(this, claim, row);
        last = work;
        work.start();
        return work;
    }

    private boolean begin(Set<ReadModel> models, String claim) {
        long events = head.get().join().map(Rebuilds::eventsUpTo).orElse(0L);
        try {
            return database.transactions().fetchInTransaction(() -> begin(models, events, claim));
        } catch (ConstraintViolationException e) { // somebody begins at the same moment
            return false;
        }
    }

    private boolean begin(Set<ReadModel> models, long events, String claim) {
        Map<ReadModel, Integer> generations = new EnumMap<>(ReadModel.class);
        models.forEach(model -> generations.put(
                model, model.activeGeneration(database.entityManagers().getEntityManager()) + 1));
        if (!table.begin(generations, events, claim, thisProcess())) {
            return false;
        }
        generations.forEach((model, generation) ->
                tokens.beginWhereIs(model.processor(generation - 1), model.processor(generation)));
        return true;
    }

    /** Appends that were rolled back have positions as well, so it is about as many. */
    private static long eventsUpTo(TrackingToken head) {
        long position = head.position().orElse(-1);
        return head instanceof GlobalSequenceTrackingToken ? position + 1 : position;
    }

    /** Claims the unfinished rebuild, if there is one; if its holder was killed, as soon as its claim has run out. */
    private Optional<RebuildTable.Row> claimed(String claim) {
        Optional<RebuildTable.Row> first = table.read();
        Optional<RebuildTable.Row> row = first;
        while (row.isPresent()) {
            if (table.claim(claim, thisProcess())) {
                return table.read();
            }
            if (first.isPresent() && !row.get().renewedAt().equals(first.get().renewedAt())) {
                throw new RebuildRefused("A rebuild of " + row.get().names() + " is under way since "
                        + seconds(row.get().beganAt()) + ", in " + row.get().holder() + ".");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            row = table.read();
        }
        return row;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String thisProcess() {
        String[] name = ManagementFactory.getRuntimeMXBean().getName().split("@", 2);
        return "process " + name[0] + (name.length > 1 ? " on " + name[1] : "");
    }

    /** Has the rebuild under way end, to be gone on with later. */
    void close() {
        RebuildWork work = last;
        if (work != null) {
            work.stop();
        }
    }

    /** Removes the token of a processor that runs on no node. */
    boolean removeToken(String processor) {
        return database.transactions().fetchInTransaction(() -> tokens.remove(processor));
    }

    /** The newest position that a processor here has passed, -1 if there is none. */
    long position(StreamingEventProcessor processor) {
        return segments.lastFarthest(processor);
    }

    Database database() {
        return database;
    }

    RebuildTable table() {
        return table;
    }

    Projections projections() {
        return projections;
    }

    Generations active() {
        return active;
    }

    ReadYourWrites reads() {
        return reads;
    }

    Supplier<CompletableFuture<Optional<TrackingToken>>> head() {
        return head;
    }

    /** A generation as whole histories make it. */
    Replay replay(ReadModel model, int generation) {
        return model.replay(generation, storedNames);
    }

    Histories histories() {
        return histories.get();
    }
}
