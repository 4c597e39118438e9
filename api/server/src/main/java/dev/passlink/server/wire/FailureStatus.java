package dev.passlink.server.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.HttpStatus;
import dev.passlink.domain.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import zitadel.v1.ErrorDetail;

/** How a failure looks on the wire (behaviour, chapter 6): the only place that knows status codes. */
final class FailureStatus {

    static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private static final String DOMAIN = "passlink";

    private FailureStatus() {}

    static Status.Code grpcCode(Failure failure) {
        return switch (failure.kind()) {
            case INVALID -> Status.Code.INVALID_ARGUMENT;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case DENIED -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
            case WRONG_STATE -> Status.Code.FAILED_PRECONDITION;
            case EXHAUSTED, TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED;
            case UNIMPLEMENTED -> Status.Code.UNIMPLEMENTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    static HttpStatus httpStatus(Failure failure) {
        if (failure.kind() == Failure.Kind.TOO_LARGE) {
            return HttpStatus.REQUEST_ENTITY_TOO_LARGE;
        }
        return switch (grpcCode(failure)) {
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case CANCELLED -> HttpStatus.CLIENT_CLOSED_REQUEST;
            case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    static Status grpcStatus(Failure failure) {
        return grpcCode(failure).toStatus().withDescription(failure.message());
    }

    /** The failure as {@code google.rpc.Status}, the body of every error and the details of every gRPC error. */
    static com.google.rpc.Status rpcStatus(Failure failure) {
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(grpcCode(failure).value())
                .setMessage(failure.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(failure.reason())
                        .setDomain(DOMAIN)
                        .build()))
                .addDetails(Any.pack(ErrorDetail.newBuilder()
                        .setId(failure.reason())
                        .setMessage(failure.message())
                        .build()));
        java.time.Duration wait = failure.retryAfter();
        if (wait != null) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(wholeSeconds(wait)))
                    .build()));
        }
        return status.build();
    }

    /** Rounded up: whoever waits as long as they are told must not come too early. */
    static long wholeSeconds(java.time.Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
