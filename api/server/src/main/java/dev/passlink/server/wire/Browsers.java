package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What a browser may do from another origin: everything the operations understand, gRPC-web included, without cookies. */
public final class Browsers {

    private Browsers() {}

    /** Lets pages of these origins ask. */
    public static Function<? super HttpService, CorsService> allowedFrom(List<String> origins) {
        return CorsService.builder(origins)
                .allowRequestMethods(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)
                .allowRequestHeaders(
                        HttpHeaderNames.AUTHORIZATION,
                        HttpHeaderNames.CONTENT_TYPE,
                        Gate.ORGANIZATION,
                        Call.IDEMPOTENCY_KEY,
                        "x-grpc-web",
                        "x-user-agent",
                        "grpc-timeout")
                .exposeHeaders("grpc-status", "grpc-message", "grpc-status-details-bin", HttpHeaderNames.RETRY_AFTER)
                .maxAge(Duration.ofMinutes(10))
                .newDecorator();
    }
}
