package dev.passlink.api.engine;

import static org.axonframework.axonserver.connector.ErrorCode.INVALID_EVENT_SEQUENCE;
import static org.axonframework.axonserver.connector.ErrorCode.NO_EVENT_STORE_MASTER_AVAILABLE;

import io.axoniq.axonserver.connector.AxonServerException;
import io.axoniq.axonserver.connector.impl.StreamClosedException;
import io.axoniq.axonserver.connector.impl.StreamTimeoutException;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;

/** What the connector of Axon Server throws, in words that are the same on every engine. */
final class AxonServerFailures {

    /** What says that a connection was lost, or that nothing came over it. */
    private static final Set<Class<? extends Throwable>> AWAY = Set.of(
            AxonServerException.class,
            org.axonframework.axonserver.connector.AxonServerException.class,
            StatusRuntimeException.class,
            StatusException.class,
            StreamClosedException.class,
            StreamTimeoutException.class,
            TimeoutException.class);

    private static final Metadata.Key<String> CODE =
            Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);

    private AxonServerFailures() {}

    /**
     * A conflict as a {@link ConcurrencyException}; a lost connection, a server without a leader, or an answer that did not
     * come in time as {@link AxonServerAway}; everything else as it is, such as what the server itself refused to store.
     */
    static Throwable inCommonWords(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String code = code(cause);
            if (INVALID_EVENT_SEQUENCE.errorCode().equals(code)) {
                // Without the cause, which the retries would take for one that does not pass.
                return new ConcurrencyException("somebody else has appended");
            }
            if (code != null && !NO_EVENT_STORE_MASTER_AVAILABLE.errorCode().equals(code)) {
                return thrown;
            }
            if (AWAY.contains(cause.getClass())) {
                return new AxonServerAway(thrown);
            }
        }
        return thrown;
    }

    /** What the server itself said; {@code null} if it said nothing. */
    private static @Nullable String code(Throwable thrown) {
        return thrown instanceof StatusRuntimeException status && status.getTrailers() != null
                ? status.getTrailers().get(CODE)
                : null;
    }
}
