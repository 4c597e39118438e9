package dev.passlink.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** What a node runs on: memory, garbage collection, threads, processors, uptime; measured until it is closed. */
final class Machine implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    private Machine(MeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        collections.bindTo(meters);
    }

    static Machine measuredBy(MeterRegistry meters) {
        return new Machine(meters);
    }

    @Override
    public void close() {
        collections.close();
    }
}
