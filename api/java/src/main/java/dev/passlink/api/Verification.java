package dev.passlink.api;

import static java.util.stream.Collectors.groupingBy;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.Histories;
import dev.passlink.api.engine.Standing;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Balance;
import dev.passlink.projection.fold.Difference;
import dev.passlink.projection.fold.History;
import dev.passlink.projection.fold.Replay;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One replay of the whole store through the reducers of its read models, compared with their rows while the system runs
 * (behaviour P3). Events and rows are read from front to back, each in the order in which they are stored, and weighed
 * against each other in a {@link Balance}; nothing is changed and nobody is held up.
 *
 * <p>Events and rows are not read at the same moment, so whoever is not in balance is only suspected. It is looked into by
 * reading the rows between two equal {@linkplain Standing standings} of their projection: what they must show then is known
 * exactly, and what is left is drift. Events that the projection had not passed are lag.
 */
public final class Verification {

    private static final int EVENTS_A_PAGE = 1_000;
    private static final int SUSPECTS_AT_ONCE = 50; // whose whole histories are in memory
    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final int THREADS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private final Engine engine;
    private final Database database;
    private final Consumer<Finding> findings;
    private final Histories histories;
    private final Balance balance = new Balance();
    private final Map<ReadModel, Long> behind = new EnumMap<>(ReadModel.class);
    private long users;
    private long events;
    private long clear;
    private long found;

    /**
     * A verification to come.
     *
     * @param engine   reads the store; need not be started
     * @param database holds the rows
     * @param findings is told each as it is found
     */
    public Verification(Engine engine, Database database, Consumer<Finding> findings) {
        this.engine = engine;
        this.database = database;
        this.findings = findings;
        this.histories = engine.histories();
    }

    /** What is known of some users once their histories are replayed. */
    private record Replayed(long users, long events, long clear, List<Finding> findings) {}

    /** Verifies everything; once only. */
    public VerificationReport run() {
        ExecutorService workers = Executors.newFixedThreadPool(THREADS, Verification::worker);
        try {
            weigh(workers);
        } finally {
            workers.shutdown(); // and never interrupted, which would close a file of H2
        }
        List<String> suspects = balance.unbalanced();
        for (int from = 0; from < suspects.size(); from += SUSPECTS_AT_ONCE) {
            List<String> some = suspects.subList(from, Math.min(suspects.size(), from + SUSPECTS_AT_ONCE));
            for (ReadModel model : ReadModel.values()) {
                lookInto(model, some);
            }
        }
        return new VerificationReport(users, events, found, clear, behind);
    }

    private static Thread worker(Runnable task) {
        Thread thread = new Thread(task, "passlink-verify");
        thread.setDaemon(true);
        return thread;
    }

    /** Workers read rows and fold pages of events, while the next page is read here. */
    private void weigh(Executor workers) {
        List<Replay> replays = Arrays.stream(ReadModel.values())
                .map(model -> engine.replay(model, engine.standing(model).generation()))
                .toList();
        List<CompletableFuture<Void>> tables = replays.stream()
                .map(replay -> CompletableFuture.runAsync(() -> takeRows(replay), workers))
                .toList();
        takeEvents(replays, workers);
        tables.forEach(Verification::await);
    }

    /** As many pages are in memory as there are workers, and one. */
    private void takeEvents(List<Replay> replays, Executor workers) {
        Queue<CompletableFuture<Replayed>> pages = new ArrayDeque<>();
        Long end = null;
        while (true) {
            Histories.Page page = histories.after(end, EVENTS_A_PAGE);
            Queue<History> read = new ArrayDeque<>(page.histories());
            if (read.isEmpty()) {
                break;
            }
            boolean isLong = sizeOf(read) > 2 * EVENTS_A_PAGE; // somebody's life, which is never cut
            while (pages.size() >= (isLong ? 1 : THREADS)) {
                tell(pages.remove());
            }
            pages.add(CompletableFuture.supplyAsync(() -> replay(read, replays), workers));
            end = page.end();
        }
        pages.forEach(this::tell);
    }

    private void takeRows(Replay replay) {
        database.withConnection(connection -> {
            replay.addRows(connection, balance);
            return replay;
        });
    }

    /** Each history is let go of once it is weighed: until then all that was read of it has to be kept. */
    private Replayed replay(Queue<History> page, List<Replay> replays) {
        int users = page.size();
        int events = sizeOf(page);
        List<Finding> here = new ArrayList<>();
        Streams streams = new Streams(here::add);
        Stream<History> sound =
                Stream.generate(page::poll).takeWhile(Objects::nonNull).map(streams::check);
        Replay.subtractRows(replays, sound, balance);
        return new Replayed(users, events, streams.clear(), here);
    }

    private static int sizeOf(Collection<History> page) {
        return page.stream().mapToInt(history -> history.events().size()).sum();
    }

    private void tell(CompletableFuture<Replayed> page) {
        Replayed replayed = await(page);
        users += replayed.users();
        events += replayed.events();
        clear += replayed.clear();
        replayed.findings().forEach(this::found);
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void found(Finding finding) {
        found++;
        findings.accept(finding);
    }

    private void lookInto(ReadModel model, Collection<String> suspects) {
        Collection<String> left = suspects;
        for (int tries = 0; tries < TRIES && !left.isEmpty(); tries++) {
            Standing before = engine.standing(model);
            List<History> all = histories.of(left).stream().map(History::sound).toList();
            List<History> shown =
                    all.stream().map(history -> coveredBy(before, history)).toList();
            Map<String, List<Difference>> differences =
                    differences(model, before.generation(), shown).stream().collect(groupingBy(Difference::userId));
            Standing after = engine.standing(model);
            List<History> now = after.equals(before) ? all : histories.of(left);
            List<String> moving = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                String userId = all.get(i).userId();
                if (after.generation() == before.generation()
                        && coveredBy(after, now.get(i).sound()).events().size()
                                == shown.get(i).events().size()) {
                    judge(model, all.get(i), shown.get(i), differences.getOrDefault(userId, List.of()));
                } else {
                    moving.add(userId);
                }
            }
            left = moving;
            if (!left.isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        if (!left.isEmpty()) { // whose events never stopped coming
            behind.merge(model, (long) left.size(), Long::sum);
        }
    }

    private static History coveredBy(Standing standing, History history) {
        return new History(
                history.userId(),
                history.events().stream().filter(standing::covers).toList());
    }

    /**
     * Rows that have not seen yet that their user is removed may still show personal data that can be read nowhere else any
     * more.
     */
    private void judge(ReadModel model, History all, History shown, List<Difference> differences) {
        int seen = shown.events().size();
        boolean isRemovedSince =
                all.events().stream().skip(seen).anyMatch(event -> event.getPayload() instanceof UserRemoved);
        if (!isRemovedSince) {
            differences.forEach(difference -> found(new Finding.Drift(model, difference)));
        }
        if (seen < all.events().size() && (isRemovedSince || differences.isEmpty())) {
            behind.merge(model, 1L, Long::sum);
        }
    }

    private List<Difference> differences(ReadModel model, int generation, List<History> page) {
        return database.withConnection(
                connection -> engine.replay(model, generation).differences(connection, page));
    }
}
