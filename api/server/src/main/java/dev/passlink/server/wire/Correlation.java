package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.domain.EventMetaData;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * The id of a request, in the header {@code x-correlation-id} of its answer, in the metadata of the events it leads to, and
 * in every log line about it.
 *
 * <p>A client may send its own in the same header, as a UUID or 32 hexadecimal digits, or the trace id of a
 * {@code traceparent} (W3C Trace Context). Anything else is not taken, and not logged: it could be a secret.
 */
public final class Correlation implements ServerInterceptor {

    /** The header of requests and answers. */
    static final String HEADER = "x-correlation-id";

    private static final AttributeKey<String> ID = AttributeKey.valueOf(Correlation.class, "ID");
    private static final Pattern WELL_FORMED =
            Pattern.compile("[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    Correlation() {}

    /** Gives the request its id; to be the outermost decorator. */
    public static HttpResponse serve(HttpService service, ServiceRequestContext ctx, HttpRequest request)
            throws Exception {
        String id = sent(request.headers()).orElseGet(() -> UUID.randomUUID().toString());
        ctx.setAttr(ID, id);
        ctx.setAdditionalResponseHeader(HEADER, id);
        return service.serve(ctx, request);
    }

    private static Optional<String> sent(RequestHeaders headers) {
        String id = headers.get(HEADER, "");
        if (WELL_FORMED.matcher(id).matches()) {
            return Optional.of(id);
        }
        Matcher trace = TRACEPARENT.matcher(headers.get("traceparent", ""));
        return trace.matches() ? Optional.of(trace.group(1)) : Optional.empty();
    }

    /** The id of a request; a new one where none was given. */
    public static String of(RequestContext ctx) {
        String id = ctx.attr(ID);
        return id == null ? UUID.randomUUID().toString() : id;
    }

    /** The id of the request that is being served on this thread; a new one where there is none. */
    static String current() {
        RequestContext ctx = RequestContext.currentOrNull();
        return ctx == null ? UUID.randomUUID().toString() : of(ctx);
    }

    /** Until closed, log lines of this thread have this id. */
    public static MDC.MDCCloseable inLogs(String id) {
        return MDC.putCloseable(EventMetaData.CORRELATION_ID, id);
    }

    /** While an operation is begun its thread has the id: from there the library takes it. */
    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onHalfClose() {
                try (var logged = inLogs(current())) {
                    super.onHalfClose();
                }
            }
        };
    }
}
