package dev.passlink.api.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.ErrorContext;
import org.axonframework.eventhandling.ErrorHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which event processors are held up by an event that they failed at. They give their segment back, claim it again
 * and try again, for ever, so that a look at their state in between says that all is well; here a processor is held up
 * until it has passed the batch with that event. The first failure is logged, its repetitions are counted only.
 */
final class ProcessorErrors implements ErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(ProcessorErrors.class);

    private final MeterRegistry meters;
    private final Map<String, TrackingToken> failedAt = new ConcurrentHashMap<>();

    ProcessorErrors(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void handleError(ErrorContext failure) throws Exception {
        String processor = failure.eventProcessor();
        failures(processor).increment();
        if (failedAt.put(processor, last(failure)) == null) {
            log.error("{} is held up, and tries again until it succeeds", processor, failure.error());
        }
        PropagatingErrorHandler.instance().handleError(failure);
    }

    /** What a processor has passed once it is past all of the batch: the next attempts may take it in parts. */
    private static TrackingToken last(ErrorContext failure) {
        List<? extends EventMessage<?>> batch = failure.failedEvents();
        return ((TrackedEventMessage<?>) batch.get(batch.size() - 1)).trackingToken();
    }

    /** The counter of a processor's failures, which are there, at zero, from the start. */
    Counter failures(String processor) {
        return Counter.builder("passlink.processor.failures")
                .description("Batches of events that a processor failed at, repetitions included")
                .tag("processor", processor)
                .register(meters);
    }

    /** A processor is gone for good. */
    void forget(String processor) {
        failedAt.remove(processor);
        meters.remove(failures(processor));
    }

    /**
     * Whether a processor has not yet passed a batch that it failed at. Not by position: an event that fills a gap leaves
     * the processor at the position where it was already.
     *
     * @param reached up to where each segment is processed, on whichever node; empty if it is not known
     */
    boolean holdUp(String processor, List<@Nullable TrackingToken> reached) {
        TrackingToken failed = failedAt.get(processor);
        if (failed == null) {
            return false;
        }
        boolean passed =
                !reached.isEmpty() && reached.stream().allMatch(token -> token != null && token.covers(failed));
        if (passed && failedAt.remove(processor, failed)) {
            log.info("{} goes on", processor);
        }
        return !passed;
    }
}
