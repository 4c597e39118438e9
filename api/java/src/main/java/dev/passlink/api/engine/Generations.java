package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.projection.ReadModel;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which generation of each read model is the active one, and the processors that keep those here. It is looked twice a
 * second whether some rebuild has switched, on whichever node; then the processor of the new generation takes over from
 * that of the old one (behaviour P4).
 */
final class Generations implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private static final long BETWEEN_LOOKS_MILLIS = 500;
    private static final long SEEN_IS_GOOD_FOR_MILLIS = 1_000;

    /**
     * How long there must have been a rebuild for all to see before it switches: longer than anybody relies on having seen
     * none.
     */
    static final long ANNOUNCED_FOR_MILLIS = SEEN_IS_GOOD_FOR_MILLIS + 200;

    private final Database database;
    private final Projections projections;
    private final Tokens tokens;
    private final RebuildTable rebuilds;
    private final Map<ReadModel, Active> active = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor looks;
    private volatile @Nullable Seen seen;

    private record Active(int generation, StreamingEventProcessor processor) {}

    /**
     * @param at       when the look began, as {@link System#nanoTime}
     * @param underWay a rebuild, {@code null} if there was none
     */
    private record Seen(long at, RebuildTable.@Nullable Row underWay) {

        boolean isNew() {
            return System.nanoTime() - at < MILLISECONDS.toNanos(SEEN_IS_GOOD_FOR_MILLIS);
        }
    }

    /** @param shown the read models that are kept here, with their active generations */
    Generations(Database database, Projections projections, Tokens tokens, Map<ReadModel, Integer> shown) {
        this.database = database;
        this.projections = projections;
        this.tokens = tokens;
        this.rebuilds = new RebuildTable(database);
        shown.forEach(
                (model, generation) -> active.put(model, new Active(generation, projections.of(model, generation))));
        looks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "passlink-generations");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look. */
    @SuppressWarnings("FutureReturnValueIgnored") // no look fails
    void start() {
        if (!active.isEmpty()) {
            looks.scheduleWithFixedDelay(this::tryLook, 0, BETWEEN_LOOKS_MILLIS, MILLISECONDS);
        }
    }

    /** The processors of the active generations, as far as is known here. */
    Collection<StreamingEventProcessor> processors() {
        return active.values().stream().map(Active::processor).toList();
    }

    /** Whether this read model is kept here. */
    boolean keeps(ReadModel model) {
        return active.containsKey(model);
    }

    /** The processor of the active generation of a read model that is kept here, as far as is known here. */
    StreamingEventProcessor processor(ReadModel model) {
        Active known = active.get(model);
        if (known == null) {
            throw new IllegalStateException(model + " is not kept here");
        }
        return known.processor();
    }

    /**
     * Whether the processor's generation was active all the time until now. Asks the database only while some rebuild is
     * under way or nobody has looked for it within the last second.
     */
    boolean isStillActive(ReadModel model, String processor) {
        Seen last = seen;
        if (last != null && last.isNew() && last.underWay() == null) {
            return true;
        }
        if (model.processor(read(model)).equals(processor)) {
            return true;
        }
        look();
        return false;
    }

    /** The rebuild that was last seen to be under way or unfinished, wherever; never asks the database. */
    Optional<RebuildTable.Row> underWay() {
        Seen last = seen;
        return last == null ? Optional.empty() : Optional.ofNullable(last.underWay());
    }

    /** Follows whoever has switched. */
    synchronized void look() {
        long now = System.nanoTime();
        Map<ReadModel, Integer> generations = new EnumMap<>(ReadModel.class);
        RebuildTable.Row underWay = database.transactions().fetchInTransaction(() -> {
            Set.copyOf(active.keySet()).forEach(model -> generations.put(model, read(model)));
            return rebuilds.read().orElse(null);
        });
        generations.forEach(this::follow);
        seen = new Seen(now, underWay);
    }

    private void follow(ReadModel model, int generation) {
        Active before = active.get(model);
        if (before == null || before.generation() == generation) {
            return;
        }
        database.transactions().executeInTransaction(() -> tokens.lookAtHandedOver(model.processor(generation)));
        StreamingEventProcessor processor = projections.start(model, generation);
        active.put(model, new Active(generation, processor));
        log.info("{} is now {}", before.processor().getName(), processor.getName());
        projections.stop(model, before.generation()).exceptionally(thrown -> {
            log.warn("{} has not stopped cleanly", before.processor().getName(), thrown);
            return null;
        });
    }

    private int read(ReadModel model) {
        return database.transactions()
                .fetchInTransaction(
                        () -> model.activeGeneration(database.entityManagers().getEntityManager()));
    }

    private void tryLook() {
        try {
            look();
        } catch (RuntimeException e) { // such as while the database is away
            log.debug("No look at the active generations", e);
        }
    }

    /** Looks no longer. */
    @Override
    public void close() {
        looks.shutdown();
        try {
            if (!looks.awaitTermination(10, SECONDS)) {
                log.warn("The last look at the active generations has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
