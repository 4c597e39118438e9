package dev.passlink.bench;

import dev.passlink.api.Passlink;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** People with ten events each, by number, who are added as fast as it goes. */
final class Inhabitants {

    static final Caller MANAGER = Caller.of("bench", "acme", Grant.everywhere("IAM_OWNER"));

    /** What their ids begin with, and nobody else's. */
    static final String PREFIX = "u";

    private static final int AT_ONCE = 16;
    private static final int EVENTS_OF_EACH = 10;

    private final Passlink passlink;

    Inhabitants(Passlink passlink) {
        this.passlink = passlink;
    }

    /** Adds those that are missing. */
    Measurement settle(int present, int users) throws InterruptedException {
        long begin = System.nanoTime();
        AtomicInteger next = new AtomicInteger(present);
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Thread thread = new Thread(() -> {
                for (int number = next.getAndIncrement(); number < users; number = next.getAndIncrement()) {
                    live(new UserId(PREFIX + Long.toHexString(Long.reverse(number) >>> 40) + "-" + number));
                }
            });
            thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
        return new Measurement(
                Math.max(0L, users - present) * EVENTS_OF_EACH, "events", MeasureCommand.seconds(begin), "");
    }

    private void live(UserId userId) {
        Person person = Person.named(userId.value(), "First", "Last", new Email(userId.value() + "@example.org", true));
        passlink.users().add(MANAGER, userId, person).join();
        for (int i = 0; i < 4; i++) {
            passlink.links().add(MANAGER, userId).join();
        }
        passlink.users()
                .changeEmail(MANAGER, userId, new Email(userId.value() + "@example.com", true))
                .join();
        passlink.links().revokeAll(MANAGER, userId).join();
    }
}
