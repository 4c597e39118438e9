package dev.passlink.bench;

import dev.passlink.api.Passlink;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A few commands all the time, as a running system has, one after another; and how long the slowest took. */
final class Visitors implements AutoCloseable {

    private static final long BETWEEN_MILLIS = 20;

    private final Passlink passlink;
    private final Thread thread = new Thread(this::come, "visitors");
    private volatile boolean enough;
    private volatile long answered;
    private volatile long slowestNanos;

    private Visitors(Passlink passlink) {
        this.passlink = passlink;
    }

    static Visitors of(Passlink passlink) {
        Visitors visitors = new Visitors(passlink);
        visitors.thread.start();
        return visitors;
    }

    String remark() {
        return "meanwhile %d commands answered, the slowest in %d ms"
                .formatted(answered, TimeUnit.NANOSECONDS.toMillis(slowestNanos));
    }

    @Override
    public void close() throws InterruptedException {
        enough = true;
        thread.join();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void come() {
        try {
            while (!enough) {
                UserId userId = new UserId("visitor-" + UUID.randomUUID());
                ask(() -> passlink.users()
                        .add(
                                Inhabitants.MANAGER,
                                userId,
                                Person.named(userId.value(), "A", "Visitor", new Email("visitor@example.org", true)))
                        .join());
                ask(() -> passlink.links().add(Inhabitants.MANAGER, userId).join());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Runnable command) throws InterruptedException {
        long begin = System.nanoTime();
        command.run();
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
        answered++;
        TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    }
}
