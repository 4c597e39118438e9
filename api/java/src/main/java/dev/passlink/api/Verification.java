package dev.passlink.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.Histories;
import dev.passlink.api.engine.Standing;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Difference;
import dev.passlink.projection.fold.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One replay of the whole store through the reducers of its read models, compared with their rows while the system runs
 * (behaviour P3). Once through, in pages; nothing is changed and nobody is held up.
 *
 * <p>Events and rows are not read at the same moment, so a difference is only a suspicion. It is looked into by reading the
 * rows between two equal {@linkplain Standing standings} of their projection: what they must show then is known exactly,
 * and what is left is drift. Events that the projection had not passed are lag.
 */
public final class Verification {

    private static final int EVENTS_A_PAGE = 5_000;
    private static final int USERS_A_PAGE = 5_000;
    private static final int TRIES = 100;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final Engine engine;
    private final Database database;
    private final Consumer<Finding> findings;
    private final Streams streams;
    private final Histories histories;
    private final Map<ReadModel, Long> behind = new EnumMap<>(ReadModel.class);
    private long users;
    private long events;
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
        this.streams = new Streams(this::found);
        this.histories = engine.histories();
    }

    /** Verifies everything; once only. */
    public VerificationReport run() {
        String last = null;
        for (List<History> page = histories.after(null, EVENTS_A_PAGE);
                !page.isEmpty();
                page = histories.after(last, EVENTS_A_PAGE)) {
            List<History> sound = new ArrayList<>(page.size());
            for (History history : page) {
                users++;
                events += history.events().size();
                sound.add(streams.check(history));
            }
            for (ReadModel model : ReadModel.values()) {
                compare(model, sound);
            }
            last = page.get(page.size() - 1).userId();
        }
        for (ReadModel model : ReadModel.values()) {
            lookForStrangers(model);
        }
        return new VerificationReport(users, events, found, streams.clear(), behind);
    }

    private void found(Finding finding) {
        found++;
        findings.accept(finding);
    }

    private void compare(ReadModel model, List<History> page) {
        List<Difference> differences = differences(model, engine.standing(model).generation(), page);
        if (!differences.isEmpty()) {
            lookInto(model, differences.stream().map(Difference::userId).collect(toCollection(TreeSet::new)));
        }
    }

    /** Rows of users who have no event at all: no history leads to them. */
    private void lookForStrangers(ReadModel model) {
        List<String> page;
        @Nullable String last = null;
        do {
            page = usersAfter(model, last);
            Set<String> strangers = page.isEmpty() ? Set.of() : histories.unknownAmong(page);
            if (!strangers.isEmpty()) {
                lookInto(model, strangers);
            }
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (page.size() == USERS_A_PAGE);
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
            LockSupport.parkNanos(PAUSE_NANOS);
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

    private List<String> usersAfter(ReadModel model, @Nullable String last) {
        int generation = engine.standing(model).generation();
        return database.withConnection(
                connection -> engine.replay(model, generation).usersAfter(connection, last, USERS_A_PAGE));
    }
}
