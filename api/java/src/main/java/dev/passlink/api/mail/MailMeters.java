package dev.passlink.api.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        NOT_DUE,
        /** There were too many like it; of notices only. */
        TOO_MANY,
        /** It took too long; of notices only. */
        GIVEN_UP
    }

    private final Map<Ending, Counter> attempts;
    private final Map<Ending, Counter> notices;
    private final Timer latency;

    MailMeters(MeterRegistry meters) {
        attempts = counters(
                "passlink.mail.attempts",
                "Attempts to deliver the mail of a link, by how they ended",
                EnumSet.range(Ending.ACCEPTED, Ending.NOT_DUE),
                meters);
        notices = counters(
                "passlink.mail.notices",
                "Attempts to deliver a security notice, by how they ended",
                EnumSet.complementOf(EnumSet.of(Ending.POSTPONED)),
                meters);
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

    private static Map<Ending, Counter> counters(
            String name, String description, Set<Ending> endings, MeterRegistry meters) {
        Map<Ending, Counter> counters = new EnumMap<>(Ending.class);
        for (Ending ending : endings) {
            counters.put(
                    ending,
                    Counter.builder(name)
                            .description(description)
                            .tag("outcome", ending.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        return counters;
    }

    void count(Ending ending) {
        Objects.requireNonNull(attempts.get(ending)).increment();
    }

    void countNotice(Ending ending) {
        Objects.requireNonNull(notices.get(ending)).increment();
    }

    /** @param added when the code was added */
    void accepted(Instant added) {
        count(Ending.ACCEPTED);
        latency.record(Duration.between(added, GenericEventMessage.clock.instant()));
    }
}
