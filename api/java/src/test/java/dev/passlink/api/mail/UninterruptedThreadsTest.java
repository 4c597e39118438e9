package dev.passlink.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class UninterruptedThreadsTest {

    @Test
    void whatRunsIsAskedToEndAndNotInterrupted() throws InterruptedException, ExecutionException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        UninterruptedThreads threads = new UninterruptedThreads(1, "test", asked::countDown);
        Future<Boolean> interrupted = threads.submit(() -> {
            running.countDown();
            while (asked.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return Thread.currentThread().isInterrupted();
        });
        running.await();

        threads.shutdownNow();

        assertThat(interrupted.get()).isFalse();
    }
}
