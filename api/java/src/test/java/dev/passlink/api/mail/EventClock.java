package dev.passlink.api.mail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.axonframework.eventhandling.GenericEventMessage;

/** Axon's event clock under control: it ticks, and can be moved. Closing it puts the old one back. */
public final class EventClock implements AutoCloseable {

    private final Clock before = GenericEventMessage.clock;

    /** A clock that stands still. */
    public static EventClock standingAt(String instant) {
        EventClock clock = new EventClock();
        GenericEventMessage.clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
        return clock;
    }

    /** A clock that ticks from now on. */
    public static EventClock ticking() {
        return new EventClock();
    }

    /** Everybody is that much later at once. */
    public void advance(Duration time) {
        GenericEventMessage.clock = Clock.offset(GenericEventMessage.clock, time);
    }

    @Override
    public void close() {
        GenericEventMessage.clock = before;
    }
}
