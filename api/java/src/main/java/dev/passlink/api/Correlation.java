package dev.passlink.api;

import dev.passlink.domain.EventMetaData;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The id of the request that is being served on this thread: what the logging context (MDC) says under {@code
 * correlationId}. It becomes the correlation id of commands, of their events (behaviour D6), of the jobs they lead to, and
 * of the log lines about all of them.
 */
final class Correlation {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private Correlation() {}

    /** The id, or this other one if there is none, or none that may be stored: 1 to 64 letters, digits and hyphens. */
    static String currentOr(String other) {
        String current = MDC.get(EventMetaData.CORRELATION_ID);
        return current != null && WELL_FORMED.matcher(current).matches() ? current : other;
    }

    /** Makes it the current one of this thread, until closed. */
    static MDC.MDCCloseable logged(String correlationId) {
        return MDC.putCloseable(EventMetaData.CORRELATION_ID, correlationId);
    }
}
