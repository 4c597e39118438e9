package dev.passlink.api.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventhandling.GenericEventMessage;

/** What is counted of mails: attempts by how they end, and how long a mail takes from its code to the mail server. */
final class MailMeters {

    /** How an attempt at a mail ends. */
    enum Ending {
        /** A mail server took it. */
        ACCEPTED,
        /** It will never be taken. */
        REFUSED,
        /** It did not work out, for a reason that was to be expected; it is tried again. */
        DELAYED,
        /** It did not work out, and nobody expected that; it is tried again. */
        FAILED,
        /** Not now, since the user is deactivated or locked; it is looked at again. */
        POSTPONED,
        /** Not any more. */
        NOT_DUE
    }

    private final Map<Ending, Counter> attempts = new EnumMap<>(Ending.class);
    private final Timer latency;

    MailMeters(MeterRegistry meters) {
        for (Ending ending : Ending.values()) {
            attempts.put(
                    ending,
                    Counter.builder("passlink.mail.attempts")
                            .description("Attempts to deliver a mail, by how they ended")
                            .tag("outcome", ending.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        latency = Timer.builder("passlink.mail.latency")
                .description("From the moment a code was added to the moment a server accepted its mail")
                .serviceLevelObjectives(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofHours(1))
                .register(meters);
    }

    void count(Ending ending) {
        Objects.requireNonNull(attempts.get(ending)).increment();
    }

    /** @param added when the code was added */
    void accepted(Instant added) {
        count(Ending.ACCEPTED);
        latency.record(Duration.between(added, GenericEventMessage.clock.instant()));
    }
}
