package dev.passlink.api;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.mail.MailBacklog;
import dev.passlink.api.mail.MailDelivery;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeTally;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.axonframework.eventhandling.GenericEventMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can only be measured by looking into the database: looked at every ten seconds on a thread of its own, so that
 * whoever reads the meters neither waits nor causes load. A reading that is missing or older than a minute, as while the
 * database is away, shows as not a number.
 */
final class Gauges implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gauges.class);

    private static final long EVERY_SECONDS = 10;
    private static final long GOOD_FOR_NANOS = SECONDS.toNanos(60);
    private static final long LAST_LOOK_SECONDS = 10;

    private final MeterRegistry meters;
    private final List<Meter> registered = new ArrayList<>();
    private Runnable rows = () -> {};
    private Runnable noRows = () -> {};
    private final List<Reading<?>> readings = new ArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "passlink-gauges");
        thread.setDaemon(true);
        return thread;
    });

    Gauges(MeterRegistry meters, Engine engine, @Nullable MailDelivery mail) {
        this.meters = meters;
        lags(engine);
        rebuild(engine);
        codes(engine);
        if (mail != null) {
            backlog(mail);
        }
    }

    /** Begins to look. */
    @SuppressWarnings("FutureReturnValueIgnored") // no look fails
    Gauges start() {
        looking.scheduleWithFixedDelay(this::look, 0, EVERY_SECONDS, SECONDS);
        return this;
    }

    private void look() {
        readings.forEach(Reading::take);
        rows.run();
    }

    /** Which processors there are changes with rebuilds. */
    private void lags(Engine engine) {
        MultiGauge gauges = MultiGauge.builder("passlink.processor.lag")
                .baseUnit("positions")
                .description("Positions between the head of the store and a processor that runs on this node")
                .register(meters);
        Reading<Map<String, Long>> lags = reading("projection lag", engine::lags);
        rows = () -> gauges.register(engine.processors().stream()
                .map(name -> MultiGauge.Row.of(
                        Tags.of("processor", name),
                        lags,
                        reading -> reading.show(behind -> behind.containsKey(name) ? behind.get(name) : Double.NaN)))
                .toList());
        noRows = () -> gauges.register(List.of(), true);
        rows.run();
    }

    private void rebuild(Engine engine) {
        registered.add(Gauge.builder(
                        "passlink.rebuild.progress",
                        () -> engine.rebuildUnderWay()
                                .map(Rebuild.Progress::ratio)
                                .orElse(Double.NaN))
                .description("How much of the store a rebuild under way or unfinished has read, from 0 to 1")
                .register(meters));
        registered.add(Gauge.builder(
                        "passlink.rebuild.rate",
                        () -> engine.rebuildUnderWay()
                                .map(Rebuild.Progress::eventsPerSecond)
                                .orElse(0L))
                .description("Events a second that a rebuild reads")
                .baseUnit("events")
                .register(meters));
    }

    private void codes(Engine engine) {
        Reading<InitCodeTally> codes = reading(
                "codes by state",
                () -> engine.look(new InitCodeQuery.Recent(GenericEventMessage.clock.instant()), InitCodeTally.class)
                        .join());
        Map<String, ToDoubleFunction<InitCodeTally>> states = Map.of(
                "open", InitCodeTally::open,
                "expired", InitCodeTally::expired,
                "used", InitCodeTally::used,
                "locked", InitCodeTally::locked,
                "revoked", InitCodeTally::revoked);
        states.forEach((state, count) -> gauge(
                "passlink.codes.recent",
                null,
                "Codes that expire in the future or did so within the last day, by state, of all nodes",
                Tags.of(Tag.of("state", state)),
                codes,
                count));
    }

    private void backlog(MailDelivery mail) {
        Reading<MailBacklog> backlog = reading("mail backlog", mail::backlog);
        gauge(
                "passlink.mail.backlog",
                "jobs",
                "Mail jobs not done, of all nodes",
                Tags.empty(),
                backlog,
                MailBacklog::jobs);
        gauge("passlink.mail.due", "jobs", "Mail jobs whose time has come", Tags.empty(), backlog, MailBacklog::due);
        gauge(
                "passlink.mail.overdue",
                "seconds",
                "For how long the first of them has been due",
                Tags.empty(),
                backlog,
                jobs -> jobs.overdue().toMillis() / 1000.0);
    }

    private <T> Reading<T> reading(String what, Supplier<T> source) {
        Reading<T> reading = new Reading<>(what, source);
        readings.add(reading);
        return reading;
    }

    private <T> void gauge(
            String name,
            @Nullable String unit,
            String description,
            Tags tags,
            Reading<T> reading,
            ToDoubleFunction<T> value) {
        registered.add(Gauge.builder(name, () -> reading.show(value))
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(meters));
    }

    /** Takes the gauges back, and waits for a look under way, but interrupts nobody who may be reading an H2 file. */
    @Override
    public void close() {
        looking.shutdown();
        registered.forEach(meters::remove);
        try {
            if (!looking.awaitTermination(LAST_LOOK_SECONDS, SECONDS)) {
                log.warn("The last look at the gauges has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        noRows.run();
    }

    /** The last look at something. */
    private static final class Reading<T> {

        private final String what;
        private final Supplier<T> source;
        private volatile @Nullable Taken<T> last;

        private record Taken<T>(T value, long at) {}

        Reading(String what, Supplier<T> source) {
            this.what = what;
            this.source = source;
        }

        void take() {
            try {
                last = new Taken<>(source.get(), System.nanoTime());
            } catch (RuntimeException e) { // the next look may succeed
                last = null;
                log.debug("No look at the {}", what, e);
            }
        }

        double show(ToDoubleFunction<T> value) {
            Taken<T> taken = last;
            return taken == null || System.nanoTime() - taken.at() > GOOD_FOR_NANOS
                    ? Double.NaN
                    : value.applyAsDouble(taken.value());
        }
    }
}
