package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.TransientHttpService;
import com.linecorp.armeria.server.prometheus.PrometheusExpositionService;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.function.Supplier;

/** What watches the server: {@code /healthz} for whoever sends requests to it, {@code /metrics} for Prometheus. */
public final class Monitoring {

    private final Supplier<Set<String>> missing;
    private final PrometheusMeterRegistry meters;

    /**
     * @param missing what is missing to serve requests, empty if nothing is; answers at once
     * @param meters  what is measured
     */
    public Monitoring(Supplier<Set<String>> missing, PrometheusMeterRegistry meters) {
        this.missing = missing;
        this.meters = meters;
    }

    /** Puts both on a server. */
    public void addTo(ServerBuilder server) {
        HttpService health = (ctx, request) -> health();
        server.route()
                .path("/healthz")
                .methods(HttpMethod.GET, HttpMethod.HEAD)
                .build(health.decorate(TransientHttpService.newDecorator()));
        server.route()
                .path("/metrics")
                .methods(HttpMethod.GET)
                .build(PrometheusExpositionService.of(meters.getPrometheusRegistry())
                        .decorate(TransientHttpService.newDecorator()));
    }

    private HttpResponse health() {
        Set<String> lacking = missing.get();
        if (!lacking.isEmpty()) {
            throw new Rejected(new Failure.Unavailable("The server is not ready: " + String.join(", ", lacking) + "."));
        }
        return HttpResponse.of(MediaType.JSON_UTF_8, "{\"status\":\"ready\"}");
    }
}
