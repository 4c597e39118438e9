package dev.passlink.api.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads commands are handled on, with a bounded queue before them, and a timer. */
final class Workers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    /** Commands handled at once; each holds a connection. */
    static final int COMMAND_THREADS = 16;

    private static final String METERS = "passlink";

    private static final int WAITING = 2_000;

    /** Queries answered at once; each holds a connection. */
    static final int QUERY_THREADS = 4;

    private final ExecutorService commands = bounded(COMMAND_THREADS, "passlink-command");
    private final ExecutorService queries = bounded(QUERY_THREADS, "passlink-query");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(named("passlink-timer"));

    /** Measures both pools: threads, those at work, what waits and how much more may. */
    void measuredBy(MeterRegistry meters) {
        new ExecutorServiceMetrics(commands, "commands", METERS, List.of()).bindTo(meters);
        new ExecutorServiceMetrics(queries, "queries", METERS, List.of()).bindTo(meters);
    }

    Executor commands() {
        return commands;
    }

    Executor queries() {
        return queries;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Takes no more, and lets what is in flight finish. Nobody is interrupted: an interrupt while H2 reads its file closes
     * the database for the whole process.
     */
    void finish() {
        commands.shutdown();
        await(commands, "commands");
        queries.shutdown();
        await(queries, "queries");
    }

    private static void await(ExecutorService pool, String what) {
        try {
            if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
                log.warn("{} are still being handled after 20 seconds; their callers get no answer", what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        commands.shutdown();
        queries.shutdown();
        timer.shutdown();
    }

    private static ExecutorService bounded(int threads, String name) {
        return new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), named(name), Workers::reject);
    }

    private static void reject(Runnable task, ThreadPoolExecutor pool) {
        throw pool.isShutdown() ? new Stopping() : new RejectedExecutionException("the queue is full");
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
