package dev.passlink.api.mail;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import dev.passlink.api.mail.MailMeters.Ending;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a mail that failed is tried again: after 5 seconds, then 10, 20 and so on up to 10 minutes, each a fifth more or
 * less by chance, so that many mails do not come back together. There is no last time: whoever makes the attempts knows when
 * a mail is due no longer.
 *
 * <p>The {@code ExponentialBackoffFailureHandler} that comes with db-scheduler does not do: its delays grow without bound,
 * so that the expiry of a code would be noticed days late; they are the same for all mails that failed together; and it
 * never says what went wrong, while here the failure is logged, without anything that could quote an address.
 */
final class BackOff<J extends Job> implements FailureHandler<J> {

    private static final Logger log = LoggerFactory.getLogger(BackOff.class);

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final double SPREAD = 0.2;

    private final Consumer<Ending> counting;

    /** @param counting is told how each attempt that failed did end */
    BackOff(Consumer<Ending> counting) {
        this.counting = counting;
    }

    @Override
    public void onFailure(ExecutionComplete failed, ExecutionOperations<J> operations) {
        Duration delay = spread(after(failed.getExecution().consecutiveFailures));
        report(failed, delay);
        operations.reschedule(failed, failed.getTimeDone().plus(delay));
    }

    /** @param failures how many there were before this one */
    static Duration after(int failures) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures, 20));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    private static Duration spread(Duration delay) {
        double factor = ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
        return Duration.ofMillis((long) (delay.toMillis() * factor));
    }

    private void report(ExecutionComplete failed, Duration delay) {
        Job job = (Job) failed.getExecution().taskInstance.getData();
        try (var logged = job.inLogs()) {
            report(job.label(), failed, delay);
        }
    }

    private void report(String label, ExecutionComplete failed, Duration delay) {
        Throwable cause = failed.getCause().orElse(null);
        if (cause instanceof DeliveryDelayed) {
            counting.accept(Ending.DELAYED);
            log.warn("{} delayed, next attempt in {}: {}", label, delay, cause.getMessage());
        } else {
            counting.accept(Ending.FAILED);
            Wordless trace = cause == null ? null : Wordless.of(cause);
            log.error("{} failed unexpectedly, next attempt in {}", label, delay, trace);
        }
    }
}
