package dev.passlink.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceBindingBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.api.LinkFormat;
import dev.passlink.api.Passkeys;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.server.wire.Correlation;
import dev.passlink.server.wire.Json;
import dev.passlink.server.wire.Room;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The page that a registration link opens (behaviour C3), in English or German.
 *
 * <p>Whoever opens a link is shown the same files, whatever link it is: nothing is looked at and nothing changes (C9). The
 * script in the page takes the code out of the address bar and {@linkplain Enrolment asks} with it, without a bearer token, as
 * the code is what is shown. It is answered on pages of the relying party only: any other {@code Origin}, several or none are
 * refused with PERMISSION_DENIED.
 */
public final class EnrolmentPage {

    private static final String FILES = LinkFormat.PATH + "/";
    private static final long MOST_BYTES = 64 * 1024;

    /** Nothing of the page comes from elsewhere, gets elsewhere, or is kept. */
    private static final HttpHeaders GUARD = HttpHeaders.builder()
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(
                    HttpHeaderNames.CONTENT_SECURITY_POLICY,
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
            .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .set(HttpHeaderNames.PERMISSIONS_POLICY, "publickey-credentials-create=(self)")
            .set(HttpHeaderNames.CROSS_ORIGIN_OPENER_POLICY, "same-origin")
            .set(HttpHeaderNames.CROSS_ORIGIN_RESOURCE_POLICY, "same-origin")
            .build();

    private final Enrolment enrolment;
    private final Set<String> origins;
    private final Room room;

    /**
     * @param passkeys where answers come from; their relying party is who invites
     * @param room     for what the script asks
     */
    public EnrolmentPage(Passkeys passkeys, Room room) {
        this.enrolment = new Enrolment(passkeys);
        this.origins = passkeys.relyingParty().origins();
        this.room = room;
    }

    /** Puts the page on a server, where links lead to. */
    public void addTo(ServerBuilder server) {
        PageFile english = PageFile.in(Locale.ENGLISH);
        PageFile german = PageFile.in(Locale.GERMAN);
        List<Locale> languages = List.of(Locale.ENGLISH, Locale.GERMAN);
        show(server, LinkFormat.PATH, "OpenLink", request -> {
            return Locale.GERMAN.equals(request.selectLocale(languages)) ? german : english;
        });
        PageFile style = PageFile.of("page.css", MediaType.CSS_UTF_8);
        PageFile script = PageFile.of("page.js", MediaType.JAVASCRIPT_UTF_8);
        PageFile icon = PageFile.of("icon.svg", MediaType.SVG_UTF_8);
        show(server, FILES + "page.css", "LoadStyle", request -> style);
        show(server, FILES + "page.js", "LoadScript", request -> script);
        show(server, FILES + "icon.svg", "LoadIcon", request -> icon);

        answer(server, FILES + "look", "LookAtLink", enrolment::look);
        answer(server, FILES + "start", "StartRegistration", enrolment::start);
        answer(server, FILES + "finish", "FinishRegistration", enrolment::finish);
    }

    private static void show(ServerBuilder server, String path, String name, Function<HttpRequest, PageFile> file) {
        named(server.route().path(path).methods(HttpMethod.GET, HttpMethod.HEAD), name)
                .build((ctx, request) -> file.apply(request).answer());
    }

    private void answer(
            ServerBuilder server,
            String path,
            String name,
            Function<ObjectNode, CompletableFuture<ObjectNode>> question) {
        HttpService service = (ctx, request) -> {
            requireOwnPage(request);
            return HttpResponse.of(request.aggregate()
                    .thenComposeAsync(received -> ask(ctx, received, question), ctx.blockingTaskExecutor())
                    .thenApply(answer -> HttpResponse.of(
                            HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(Json.FORMAT.write(answer)))));
        };
        named(server.route().path(path).methods(HttpMethod.POST), name)
                .maxRequestLength(MOST_BYTES)
                .build(service.decorate(room));
    }

    private static ServiceBindingBuilder named(ServiceBindingBuilder route, String name) {
        return route.defaultServiceName(EnrolmentPage.class.getName())
                .defaultLogName(name)
                .setHeaders(GUARD);
    }

    /** The library takes the correlation id of its events from the thread that asks it. */
    private static CompletableFuture<ObjectNode> ask(
            ServiceRequestContext ctx,
            AggregatedHttpRequest received,
            Function<ObjectNode, CompletableFuture<ObjectNode>> question) {
        try (var logged = Correlation.inLogs(Correlation.of(ctx))) {
            return question.apply(Json.FORMAT.readObject(received.content().array()));
        }
    }

    private void requireOwnPage(HttpRequest request) {
        List<String> from = request.headers().getAll(HttpHeaderNames.ORIGIN);
        if (from.size() != 1 || !origins.contains(from.get(0))) {
            throw new Rejected(new Failure.PermissionDenied());
        }
        MediaType type = request.contentType();
        if (type == null || !type.is(MediaType.JSON)) {
            throw new Rejected(new Failure.RequestInvalid("The body must be application/json."));
        }
    }
}
