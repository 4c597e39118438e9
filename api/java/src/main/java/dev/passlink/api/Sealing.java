package dev.passlink.api;

import static dev.passlink.api.engine.StoredEvents.BEGINNING;

import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.StoredEvent;
import dev.passlink.api.engine.StoredEvents;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.GenericEventMessage;

/** Makes and checks seals of a store. It reads all of it once, in pages, and writes nothing: appending costs nothing more. */
public final class Sealing {

    /**
     * For how long a gap between positions may still be filled by a transaction that began before the events after it were
     * stored. No command takes longer.
     */
    static final Duration OPEN = Duration.ofMinutes(1);

    private static final int PAGE = 2_000;

    private final Supplier<StoredEvents> events;

    /** Of the store with these events. */
    public Sealing(Supplier<StoredEvents> events) {
        this.events = events;
    }

    /** Seals the history as far as nothing can come in between any more. */
    public Seal seal(SealKeys keys) {
        Instant now = GenericEventMessage.clock.instant();
        Blocks blocks = new Blocks();
        read(event -> {
            boolean isOpen = event.position() > Math.max(blocks.position(), 0) + 1 && isYoung(event, now);
            if (!isOpen) {
                blocks.add(event);
            }
            return !isOpen;
        });
        return Seal.of(now, blocks.position(), blocks.events(), blocks.finished(), keys);
    }

    /**
     * Compares the history with a seal, and looks for what pretends to be older than the seal and is not under it.
     *
     * @param findings is told of each event above the seal whose time is before it
     * @return how the history under the seal first differs; empty if nothing was changed
     */
    public Optional<Breach> breach(Seal seal, Consumer<Finding> findings) {
        Blocks blocks = new Blocks();
        read(event -> {
            if (event.position() <= seal.position()) {
                blocks.add(event);
            } else if (time(event)
                    .filter(at -> at.isBefore(seal.sealedAt().minus(OPEN)))
                    .isPresent()) {
                findings.accept(new Finding.Backdated(event.stream(), event.sequence() + 1, event.position()));
            }
            return true;
        });
        long found = blocks.events();
        List<String> hashes =
                blocks.finished().stream().map(HexFormat.of()::formatHex).toList();
        for (int block = 0; block < Math.max(hashes.size(), seal.blocks().size()); block++) {
            if (block >= hashes.size()
                    || block >= seal.blocks().size()
                    || !hashes.get(block).equals(seal.blocks().get(block))) {
                return Optional.of(new Breach(block, seal.events(), found));
            }
        }
        return Optional.empty();
    }

    /**
     * How a history differs from its seal.
     *
     * @param block  number of the first block that differs, from 0 on
     * @param sealed how many events were sealed
     * @param found  how many there are now in their place
     */
    public record Breach(int block, long sealed, long found) {

        /** Number of the first event of the block, from 1 on, in the order of the store. */
        public long firstEvent() {
            return (long) block * Blocks.SIZE + 1;
        }

        /** Number of the last event of the block, as it was sealed or is found, whichever is more. */
        public long lastEvent() {
            return Math.min(firstEvent() + Blocks.SIZE - 1, Math.max(sealed, found));
        }
    }

    /** Hands out all events in the order of their positions, as long as they are taken. */
    private void read(Predicate<StoredEvent> taken) {
        long position = BEGINNING;
        try (StoredEvents reading = events.get()) {
            List<StoredEvent> page;
            do {
                page = reading.after(position, PAGE);
                for (StoredEvent event : page) {
                    if (!taken.test(event)) {
                        return;
                    }
                    position = event.position();
                }
            } while (!page.isEmpty());
        }
    }

    private static boolean isYoung(StoredEvent event, Instant now) {
        return time(event).filter(at -> at.isAfter(now.minus(OPEN))).isPresent();
    }

    private static Optional<Instant> time(StoredEvent event) {
        try {
            return Optional.of(DateTimeUtils.parseInstant(event.time()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
