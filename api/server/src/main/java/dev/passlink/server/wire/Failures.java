package dev.passlink.server.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which failure an exception or a status of the transport stands for. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** A request that the transport cannot make sense of. */
    static final Failure UNREADABLE = new Failure.RequestInvalid("The request cannot be read.");

    private static final Failure SHUTTING_DOWN = new Failure.Unavailable("The server is shutting down.");

    private Failures() {}

    /** Anything unexpected becomes {@link Failure.Internal}, and is logged under its correlation id. */
    static Failure of(Throwable thrown) {
        Throwable cause = Exceptions.peel(thrown);
        if (cause instanceof Rejected rejected) {
            return rejected.failure();
        }
        if (cause instanceof HttpStatusException http) {
            return http.getCause() == null ? of(http.httpStatus()) : of(http.httpStatus(), http.getCause());
        }
        if (cause instanceof StatusRuntimeException grpc) {
            return of(grpc.getStatus(), grpc);
        }
        if (cause instanceof StatusException grpc) {
            return of(grpc.getStatus(), grpc);
        }
        if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
            return new Failure.Timeout();
        }
        if (cause instanceof ContentTooLargeException) {
            return new Failure.TooLarge();
        }
        if (cause instanceof InvalidProtocolBufferException || isCutOff(cause)) {
            return UNREADABLE;
        }
        if (cause instanceof ShuttingDownException) {
            return SHUTTING_DOWN;
        }
        return unexpected(cause);
    }

    /** Whether the client has gone before all of its request had come; nobody reads the answer. */
    private static boolean isCutOff(Throwable cause) {
        return cause instanceof ClosedSessionException || Exceptions.isStreamCancelling(cause);
    }

    /** What the transport means by an HTTP status that it gave up with. */
    static Failure of(HttpStatus status) {
        return switch (status.code()) {
            case 401 -> new Failure.Unauthenticated("A bearer token is needed.");
            case 403 -> new Failure.PermissionDenied();
            case 404 -> new Failure.NotFound();
            case 405, 501 -> new Failure.MethodNotAllowed();
            case 408, 504 -> new Failure.Timeout();
            case 413, 414, 431 -> new Failure.TooLarge();
            case 429 -> new Failure.Overloaded();
            case 503 -> SHUTTING_DOWN;
            default -> status.isServerError() ? unexpected(HttpStatusException.of(status)) : UNREADABLE;
        };
    }

    private static Failure of(HttpStatus status, Throwable cause) {
        return status.isServerError() ? of(cause) : of(status);
    }

    /** Such statuses come from the framing of messages only: the operations themselves fail with {@link Rejected}. */
    private static Failure of(Status status, Throwable cause) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, INTERNAL, OUT_OF_RANGE, DATA_LOSS -> UNREADABLE;
            case RESOURCE_EXHAUSTED -> new Failure.TooLarge();
            case UNIMPLEMENTED -> new Failure.MethodNotAllowed();
            case DEADLINE_EXCEEDED -> new Failure.Timeout();
            default -> status.getCause() == null ? unexpected(cause) : of(status.getCause());
        };
    }

    private static Failure unexpected(Throwable cause) {
        String correlationId = Correlation.current();
        try (var logged = Correlation.inLogs(correlationId)) {
            LOG.error("Unexpected failure {}", correlationId, cause);
        }
        return new Failure.Internal(correlationId);
    }
}
