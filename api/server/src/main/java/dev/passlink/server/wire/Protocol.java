package dev.passlink.server.wire;

import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;

/** How a client speaks, and wants to be answered. */
enum Protocol {
    /** JSON over plain HTTP, on the paths of the HTTP rules and wherever nothing else is known. */
    JSON,
    /** gRPC or gRPC-web, on the paths of the gRPC methods. */
    GRPC;

    /** The path decides: on the paths of the HTTP rules any content type may come with a JSON object. */
    static Protocol of(ServiceRequestContext ctx) {
        GrpcService operations = ctx.config().service().as(GrpcService.class);
        if (operations != null
                && !operations.methodsByRoute().containsKey(ctx.config().mappedRoute())) {
            return JSON;
        }
        return of(ctx.request().headers());
    }

    /** Before a path is known the content type decides. */
    static Protocol of(RequestHeaders headers) {
        MediaType contentType = headers.contentType();
        return contentType != null
                        && contentType.type().equals("application")
                        && contentType.subtype().startsWith("grpc")
                ? GRPC
                : JSON;
    }
}
