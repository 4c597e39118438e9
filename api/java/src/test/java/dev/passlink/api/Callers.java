package dev.passlink.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Load: callers who ask one thing after another, each on a thread of its own, until they are stopped. */
final class Callers implements AutoCloseable {

    private final ExecutorService threads;
    private final AtomicInteger rounds = new AtomicInteger();
    private final List<CompletableFuture<Void>> callers;
    private volatile boolean enough;

    /** What one caller does again and again. */
    interface Round {

        /** May fail, with which the caller ends. */
        void go(int caller, int round);
    }

    private Callers(int number, Round round) {
        threads = Executors.newFixedThreadPool(number);
        callers = IntStream.range(0, number)
                .mapToObj(caller -> CompletableFuture.runAsync(() -> repeat(caller, round), threads))
                .toList();
    }

    /** Begin at once. */
    static Callers begin(int number, Round round) {
        return new Callers(number, round);
    }

    private void repeat(int caller, Round round) {
        for (int i = 0; !enough; i++) {
            round.go(caller, i);
            rounds.incrementAndGet();
        }
    }

    /** Waits until so many more rounds are over. */
    void awaitMore(int number) {
        int before = rounds.get();
        EngineContract.await(() -> rounds.get() >= before + number
                || callers.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
    }

    /** Has them end their rounds; fails if one of them has. */
    @Override
    public void close() {
        enough = true;
        threads.shutdown();
        callers.forEach(CompletableFuture::join);
    }
}
