package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.reason;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * Load: people who come one after another, on several threads, until told to stop or refused. Each is added, gets a link,
 * and is mailed another. The address of every fifth begins with {@code away}.
 */
final class Newcomers implements AutoCloseable {

    private final Passlink passlink;
    private final List<Thread> threads;
    private final List<RegistrationLink> links = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile boolean enough;

    private Newcomers(Passlink passlink, String prefix) {
        this.passlink = passlink;
        threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> come(prefix + "-" + i)))
                .toList();
    }

    /** Begins; the ids of all who come begin with the prefix. */
    static Newcomers comeTo(Passlink passlink, String prefix) {
        Newcomers newcomers = new Newcomers(passlink, prefix);
        newcomers.threads.forEach(Thread::start);
        return newcomers;
    }

    /** The links handed out so far to those for whom everything was answered. */
    List<RegistrationLink> links() {
        return List.copyOf(links);
    }

    /** Waits until that many more have come. */
    void awaitMore(int number) {
        int before = links.size();
        EngineContract.await(() -> links.size() >= before + number || !refusals.isEmpty());
    }

    /** Why the last ones were refused. */
    List<String> refusals() {
        return refusals;
    }

    private void come(String prefix) {
        for (int i = 0; !enough && refusals.isEmpty(); i++) {
            try {
                come(new UserId(prefix + "-" + i), (i % 5 == 0 ? "away-" : "") + prefix + "-" + i + "@example.org");
            } catch (CompletionException e) {
                refusals.add(reason(e));
            }
        }
    }

    private void come(UserId userId, String address) {
        Person person = Person.named(userId.value(), "U", "U", new Email(address, true));
        passlink.users().in(ACME).add(MANAGER, userId, person).join();
        RegistrationLink link = passlink.links().add(MANAGER, userId).join();
        passlink.links().send(MANAGER, userId).join();
        links.add(link);
    }

    /** Lets nobody come any more, and waits for those on their way. */
    @Override
    public void close() {
        enough = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
