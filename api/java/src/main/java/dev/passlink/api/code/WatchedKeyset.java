package dev.passlink.api.code;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current keys of a file: looked after on use, at most once a second, by one thread while the others go on with the
 * keys they have.
 */
final class WatchedKeyset<P> implements Supplier<Keyset<P>> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedKeyset.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final KeysetFile<P> file;
    private final LongSupplier nanoTime;
    private final AtomicLong lookedAt;
    private volatile State<P> state;

    /** @throws UnusableKeyset if the file cannot be read now */
    WatchedKeyset(KeysetFile<P> file) {
        this(file, System::nanoTime);
    }

    WatchedKeyset(KeysetFile<P> file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.lookedAt = new AtomicLong(nanoTime.getAsLong());
        this.state = load();
    }

    @Override
    public Keyset<P> get() {
        long now = nanoTime.getAsLong();
        long last = lookedAt.get();
        if (now - last >= INTERVAL_NANOS && lookedAt.compareAndSet(last, now)) {
            refresh();
        }
        return state.keyset;
    }

    /** What went wrong is logged once, and tried again every time: a corrected mode leaves no other trace on the file. */
    private void refresh() {
        State<P> known = state;
        try {
            if (!known.complaint.isEmpty() || !file.version().equals(known.version)) {
                state = load();
                LOG.info("Keyset {} was read again: {}", file, state.keyset.keys());
            }
        } catch (UnusableKeyset e) {
            String complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(known.complaint)) {
                LOG.error("The keys last read stay in force, since the new ones cannot be used: {}", complaint);
            }
            state = new State<>(known.keyset, known.version, complaint);
        }
    }

    private State<P> load() {
        // Version first: what is written between the two is noticed the next time.
        SecretFile.Version version = file.version();
        return new State<>(file.read(), version, "");
    }

    /**
     * What is known of the file.
     *
     * @param keyset    the keys last read
     * @param version   the file they were read from
     * @param complaint why the file cannot be used now; empty if it can
     */
    private record State<P>(Keyset<P> keyset, SecretFile.Version version, String complaint) {}
}
