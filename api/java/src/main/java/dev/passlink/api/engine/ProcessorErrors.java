package dev.passlink.api.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which event processors are held up by an event that they failed at. They give their segment back, claim it again
 * and try again, for ever, so that a look at their state in between says that all is well; here a processor is held up
 * until it has passed the event. The first failure is logged, its repetitions are counted only.
 */
final class ProcessorErrors implements ErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(ProcessorErrors.class);

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final MeterRegistry meters;
    private final Map<String, Long> failedAt = new ConcurrentHashMap<>();

    ProcessorErrors(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handleError(ErrorContext failure) throws Exception {
        String processor = failure.eventProcessor();
        failures(processor).increment();
        if (failedAt.put(processor, position(failure)) == null) {
            log.error("{} is held up, and tries again until it succeeds", processor, failure.error());
        }
        PropagatingErrorHandler.instance().handleError(failure);
    }

    private static long position(ErrorContext failure) {
        return failure.failedEvents().stream()
                .mapToLong(ProcessorErrors::position)
                .min()
                .orElse(UNKNOWN);
    }

    private static long position(EventMessage<?> event) {
        return event instanceof TrackedEventMessage<?> tracked
                ? tracked.trackingToken().position().orElse(UNKNOWN)
                : UNKNOWN;
    }

    /** The counter of a processor's failures, which are there, at zero, from the start. */
    Counter failures(String processor) {
        return Counter.builder("passlink.processor.failures")
                .description("Batches of events that a processor failed at, repetitions included")
                .tag("processor", processor)
                .register(meters);
    }

    /** Whether a processor has not yet passed an event that it failed at. */
    boolean holdUp(StreamingEventProcessor processor) {
        Long position = failedAt.get(processor.getName());
        if (position == null) {
            return false;
        }
        boolean passed = !processor.processingStatus().isEmpty()
                && processor.processingStatus().values().stream().allMatch(segment -> hasPassed(segment, position));
        if (passed && failedAt.remove(processor.getName(), position)) {
            log.info("{} goes on", processor.getName());
        }
        return !passed;
    }

    private static boolean hasPassed(EventTrackerStatus segment, long position) {
        return !segment.isErrorState() && segment.getCurrentPosition().orElse(-1) >= position;
    }
}
