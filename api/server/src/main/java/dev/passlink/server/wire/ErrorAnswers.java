package dev.passlink.server.wire;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.TimeoutException;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.common.grpc.protocol.StatusMessageEscaper;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.RequestCancellationException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import dev.passlink.domain.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Every error the server answers with, whoever noticed it: a gRPC status with details to who speaks gRPC, and to
 * everybody else the same status as JSON.
 */
public final class ErrorAnswers implements ServerErrorHandler, GrpcExceptionHandlerFunction, UnframedGrpcErrorHandler {

    private static final AttributeKey<Failure> FAILURE = AttributeKey.valueOf(ErrorAnswers.class, "FAILURE");

    /** Why a request was refused; {@code null} if it was not, or while that is not known. */
    static @Nullable Failure failure(RequestContext ctx) {
        return ctx.attr(FAILURE);
    }

    /** Of an operation, in any protocol: becomes a gRPC status first. */
    @Override
    public Status apply(RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
        Status known = GrpcExceptionHandlerFunction.of().apply(ctx, status, cause, metadata);
        if (known.getCode() == Status.Code.CANCELLED && !(cause instanceof TimeoutException)) {
            return known; // the client is gone
        }
        // A frame that is cut short makes Armeria read beyond its end.
        boolean isCutShort = cause instanceof IndexOutOfBoundsException && !ServedFields.haveBeenRead(ctx);
        Failure failure = isCutShort ? Failures.UNREADABLE : Failures.of(cause);
        ctx.setAttr(FAILURE, failure);
        metadata.put(FailureStatus.DETAILS, FailureStatus.rpcStatus(failure));
        return FailureStatus.grpcStatus(failure);
    }

    /** Of an operation asked for in JSON: the gRPC status of {@link #apply} turned into JSON. */
    @Override
    public HttpResponse handle(ServiceRequestContext ctx, Status status, AggregatedHttpResponse response) {
        Failure failure = ctx.attr(FAILURE);
        return json(failure == null ? Failures.of(status.asRuntimeException()) : failure)
                .toHttpResponse();
    }

    /** Of what stands before the operations. */
    @Override
    public @Nullable HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        if (cause instanceof RequestCancellationException || cause instanceof HttpResponseException) {
            return null;
        }
        Failure failure = Failures.of(cause);
        ctx.setAttr(FAILURE, failure);
        return answer(Protocol.of(ctx), ctx.request().headers(), failure).toHttpResponse();
    }

    /** Of routing and transport. */
    @Override
    public @Nullable AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext ctx,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        if (!status.isError()) {
            return null;
        }
        if (headers == null) {
            return json(Failures.of(status));
        }
        Protocol protocol = Protocol.of(headers);
        Failure failure = failure(ctx, protocol, status);
        if (ctx != null) {
            ctx.setAttr(FAILURE, failure);
        }
        return answer(protocol, headers, failure);
    }

    private static Failure failure(@Nullable ServiceRequestContext ctx, Protocol protocol, HttpStatus status) {
        if (status.isClientError() && ctx != null && RequestReader.hasEmptyPart(ctx)) {
            return new Failure.RequestInvalid(RequestReader.EMPTY_PART);
        }
        if (status.equals(HttpStatus.NOT_FOUND) && protocol == Protocol.GRPC) {
            return new Failure.MethodNotAllowed(); // gRPC has a status of its own for methods that do not exist
        }
        return Failures.of(status);
    }

    private static AggregatedHttpResponse answer(Protocol protocol, RequestHeaders headers, Failure failure) {
        return protocol == Protocol.GRPC ? grpc(headers, failure) : json(failure);
    }

    /** A status alone, without a message before it, is sent in the headers in every variant of gRPC. */
    private static AggregatedHttpResponse grpc(RequestHeaders headers, Failure failure) {
        byte[] details = FailureStatus.rpcStatus(failure).toByteArray();
        return AggregatedHttpResponse.of(ResponseHeaders.builder(HttpStatus.OK)
                .set(HttpHeaderNames.CONTENT_TYPE, headers.get(HttpHeaderNames.CONTENT_TYPE, "application/grpc"))
                .setInt(
                        GrpcHeaderNames.GRPC_STATUS,
                        FailureStatus.grpcCode(failure).value())
                .set(GrpcHeaderNames.GRPC_MESSAGE, StatusMessageEscaper.escape(failure.message()))
                .set(
                        GrpcHeaderNames.GRPC_STATUS_DETAILS_BIN,
                        Base64.getEncoder().withoutPadding().encodeToString(details))
                .build());
    }

    private static AggregatedHttpResponse json(Failure failure) {
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(FailureStatus.httpStatus(failure)).contentType(MediaType.JSON_UTF_8);
        if (failure.kind() == Failure.Kind.UNAUTHENTICATED) {
            headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        Duration wait = failure.retryAfter();
        if (wait != null) {
            headers.setLong(HttpHeaderNames.RETRY_AFTER, FailureStatus.wholeSeconds(wait));
        }
        return AggregatedHttpResponse.of(
                headers.build(), HttpData.wrap(Json.FORMAT.write(FailureStatus.rpcStatus(failure))));
    }
}
