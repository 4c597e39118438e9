package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.TransientHttpService;
import dev.passlink.domain.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request: operation, HTTP status, reason, milliseconds. Never a path, a query, a header or a body, since
 * those hold ids and may hold secrets; the operation of what is none is its HTTP method. Health and metrics are left out.
 */
public final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    private AccessLog() {}

    /** Logs a request once it is answered. */
    public static HttpResponse serve(HttpService service, ServiceRequestContext ctx, HttpRequest request)
            throws Exception {
        if (LOG.isInfoEnabled() && ctx.config().service().as(TransientHttpService.class) == null) {
            ctx.log().whenComplete().thenAccept(log -> write(ctx, log));
        }
        return service.serve(ctx, request);
    }

    private static void write(ServiceRequestContext ctx, RequestLog log) {
        try (var logged = Correlation.inLogs(Correlation.of(ctx))) {
            LOG.info(
                    "{} {} {} {} ms",
                    isNamed(ctx) ? log.name() : ctx.method(),
                    log.responseStatus().code(),
                    reason(ctx, log),
                    log.totalDurationNanos() / 1_000_000);
        }
    }

    private static boolean isNamed(ServiceRequestContext ctx) {
        return Operations.isNamed(ctx) || ctx.config().defaultLogName() != null;
    }

    private static String reason(ServiceRequestContext ctx, RequestLog log) {
        Failure failure = ErrorAnswers.failure(ctx);
        if (failure != null) {
            return failure.reason();
        }
        return log.responseCause() == null ? "OK" : "CANCELLED";
    }
}
