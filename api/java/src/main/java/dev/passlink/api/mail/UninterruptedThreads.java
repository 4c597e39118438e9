package dev.passlink.api.mail;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that may be asked to end, but are never interrupted: an interrupt while one of them touches an H2 file closes
 * the database for everybody in the process. They do not keep the JVM alive either.
 */
final class UninterruptedThreads extends ScheduledThreadPoolExecutor {

    private final Runnable request;

    /**
     * @param count   how many
     * @param name    what they are called, before their number
     * @param request asks what runs on them to end, instead of an interrupt
     */
    UninterruptedThreads(int count, String name, Runnable request) {
        super(count);
        this.request = request;
        AtomicInteger number = new AtomicInteger();
        setThreadFactory(task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        request.run();
        return List.of();
    }
}
