package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at something that may be away, and four times a second while it is. Whoever needs it can be refused
 * at once meanwhile, instead of waiting in vain.
 */
final class Watch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private static final long BETWEEN_LOOKS_MILLIS = 1_000;
    private static final long BETWEEN_LOOKS_WHILE_AWAY_MILLIS = 250;
    private static final long SEEN_IS_GOOD_FOR_NANOS = SECONDS.toNanos(3);

    private final String what;
    private final BooleanSupplier answers;
    private final AtomicBoolean away = new AtomicBoolean();
    private final List<Runnable> whenBack = new CopyOnWriteArrayList<>();
    private final ScheduledThreadPoolExecutor looks;
    private volatile long seen = System.nanoTime() - SEEN_IS_GOOD_FOR_NANOS;

    /**
     * @param what    what is watched, as log lines begin
     * @param answers whether it answers now; may wait for some seconds, and may call {@link #lost}
     */
    Watch(String what, BooleanSupplier answers) {
        this.what = what;
        this.answers = answers;
        this.looks = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(
                    task, "passlink-watch-" + what.toLowerCase(Locale.ROOT).replace(' ', '-'));
            thread.setDaemon(true);
            return thread;
        });
        looks.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Looks for the first time, on this thread, and goes on looking. */
    void start() {
        look();
    }

    /** Whether it has answered within the last three seconds; never waits. */
    boolean isThere() {
        return !isAway() && System.nanoTime() - seen < SEEN_IS_GOOD_FOR_NANOS;
    }

    /** Whether it was {@link #lost} and has not answered since. */
    boolean isAway() {
        return away.get();
    }

    /**
     * It cannot be reached, as somebody has just found out.
     *
     * @param why in a few words, without secrets: they are logged
     */
    void lost(String why, Throwable how) {
        if (away.compareAndSet(false, true)) {
            log.warn("{} cannot be reached ({}); what needs it is refused until it is back", what, why);
            log.debug("{} cannot be reached", what, how);
        }
    }

    /** What to do each time it is back; runs on the thread that looks. */
    void whenBack(Runnable action) {
        whenBack.add(action);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it never fails
    private void look() {
        try {
            if (answers.getAsBoolean()) {
                seen = System.nanoTime();
                if (away.compareAndSet(true, false)) {
                    log.info("{} is back", what);
                    whenBack.forEach(this::carryOut);
                }
            }
        } catch (RuntimeException e) {
            log.debug("{} cannot be looked at", what, e);
        } finally {
            if (!looks.isShutdown()) {
                looks.schedule(
                        this::look, isAway() ? BETWEEN_LOOKS_WHILE_AWAY_MILLIS : BETWEEN_LOOKS_MILLIS, MILLISECONDS);
            }
        }
    }

    private void carryOut(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("{} is back, but something does not go on", what, e);
        }
    }

    /** Stops looking, once a look under way has ended. Interrupts nobody, which would close an H2 file for everybody. */
    @Override
    public void close() {
        looks.shutdown();
        try {
            if (!looks.awaitTermination(10, SECONDS)) {
                log.warn("{} was looked at and has not answered", what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
