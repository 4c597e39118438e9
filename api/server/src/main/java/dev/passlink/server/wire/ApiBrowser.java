package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.docs.DocService;

/** Pages that show what can be asked, and let people try. */
public final class ApiBrowser {

    private ApiBrowser() {}

    /** The pages, to be put under a path; what is not among them is an error like any other. */
    public static HttpService service() {
        return DocService.builder().build().decorate(ApiBrowser::serve);
    }

    private static HttpResponse serve(HttpService pages, ServiceRequestContext ctx, HttpRequest request)
            throws Exception {
        return HttpResponse.of(pages.serve(ctx, request).aggregate().thenApply(page -> {
            return page.status().isError()
                    ? HttpResponse.ofFailure(HttpStatusException.of(page.status()))
                    : page.toHttpResponse();
        }));
    }
}
