package dev.passlink.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;

/** What clients asked for in one phase, and what they were answered. */
final class Ledger {

    private final String phase;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final LongAccumulator mostFailures = new LongAccumulator(Math::max, 0);

    Ledger(String phase) {
        this.phase = phase;
    }

    /** What a request is about. */
    enum Asked {
        USER,
        LINK,
        MAIL
    }

    /**
     * What concerns one user.
     *
     * @param asked    requests, each counted once however often it was tried
     * @param answered the sequences that were answered
     */
    record Account(Map<Asked, AtomicInteger> asked, Map<Asked, List<Long>> answered) {

        Account() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        int asked(Asked what) {
            AtomicInteger count = asked.get(what);
            return count == null ? 0 : count.get();
        }

        List<Long> answered(Asked what) {
            return answered.getOrDefault(what, List.of());
        }
    }

    String phase() {
        return phase;
    }

    void asked(String userId, Asked what) {
        account(userId).asked().computeIfAbsent(what, w -> new AtomicInteger()).incrementAndGet();
    }

    void answered(String userId, Asked what, long sequence, Duration after) {
        account(userId)
                .answered()
                .computeIfAbsent(what, w -> new CopyOnWriteArrayList<>())
                .add(sequence);
        longest.accumulate(after.toMillis());
    }

    /** The n-th try of a request was not answered. */
    void failed(String reason, int n) {
        failures.computeIfAbsent(reason, r -> new AtomicInteger()).incrementAndGet();
        mostFailures.accumulate(n);
    }

    Map<String, Account> accounts() {
        return accounts;
    }

    /** Tries that were not answered, by reason. */
    Map<String, AtomicInteger> failures() {
        return new TreeMap<>(failures);
    }

    /** The most tries of one request that were not answered. */
    long mostFailures() {
        return mostFailures.get();
    }

    /** The longest that a client waited for its answer. */
    Duration longest() {
        return Duration.ofMillis(longest.get());
    }

    int requests() {
        return accounts.values().stream()
                .flatMap(account -> account.asked().values().stream())
                .mapToInt(AtomicInteger::get)
                .sum();
    }

    int answers() {
        return accounts.values().stream()
                .flatMap(account -> account.answered().values().stream())
                .mapToInt(List::size)
                .sum();
    }

    /** Requests that never had the answer they should have. */
    int unanswered() {
        return requests() - answers();
    }

    int mailsAnswered() {
        return accounts.values().stream()
                .mapToInt(account -> account.answered(Asked.MAIL).size())
                .sum();
    }

    private Account account(String userId) {
        return accounts.computeIfAbsent(userId, u -> new Account());
    }
}
