package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.server.auth.BearerTokens;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who is authenticated, before anything of the request is read but its headers: then nobody else learns
 * anything from what a request is answered (behaviour O4). No other header says who asks or for which organization.
 */
final class Gate extends SimpleDecoratingHttpService {

    /** Header, and gRPC metadata, with the working organization. */
    static final String ORGANIZATION = "x-zitadel-orgid";

    private static final String SCHEME = "Bearer ";

    private final BearerTokens tokens;
    private final Turnstile turnstile = new Turnstile();

    Gate(HttpService operations, BearerTokens tokens) {
        super(operations);
        this.tokens = tokens;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        // Links are secrets, and no cache shall keep them.
        ctx.setAdditionalResponseHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
        // The keys of the issuer may have to be fetched, and that blocks.
        return HttpResponse.of(CompletableFuture.supplyAsync(() -> call(request.headers()), ctx.blockingTaskExecutor())
                .thenApplyAsync(call -> admit(call, ctx, request), ctx.eventLoop()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever leaves is not waited for
    private HttpResponse admit(Call call, ServiceRequestContext ctx, HttpRequest request) {
        Runnable leave = turnstile.enter(call.caller());
        call.keepIn(ctx);
        // A client that hangs up does not take its command along.
        ctx.log().whenComplete().thenRun(() -> Answers.awaited(ctx).whenComplete((answer, refusal) -> leave.run()));
        try {
            return unwrap().serve(ctx, request);
        } catch (Exception e) {
            return HttpResponse.ofFailure(e);
        }
    }

    private Call call(RequestHeaders headers) {
        return new Call(tokens.caller(token(headers)), organization(headers), headers.getAll(Call.IDEMPOTENCY_KEY));
    }

    private static String token(RequestHeaders headers) {
        List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
        if (values.isEmpty()) {
            throw new Rejected(new Failure.Unauthenticated("A bearer token is needed."));
        }
        String value = values.get(0);
        if (values.size() > 1 || !value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Rejected(new Failure.Unauthenticated("Exactly one bearer token is needed."));
        }
        return value.substring(SCHEME.length()).strip();
    }

    private static @Nullable ResourceOwner organization(RequestHeaders headers) {
        List<String> values = headers.getAll(ORGANIZATION);
        if (values.size() > 1) {
            throw new Rejected(new Failure.RequestInvalid(ORGANIZATION + " must not be repeated"));
        }
        return values.isEmpty() ? null : new ResourceOwner(values.get(0));
    }
}
