package dev.passlink.server.wire;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.util.concurrent.Semaphore;

/** So many requests may be in flight here; more are refused as OVERLOADED, at once. What waits behind it is bounded by that. */
public final class Room implements DecoratingHttpServiceFunction {

    private final Semaphore places;

    /** @param places how many requests there is room for */
    public Room(int places) {
        this.places = new Semaphore(places);
    }

    @Override
    public HttpResponse serve(HttpService service, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (!places.tryAcquire()) {
            throw new Rejected(new Failure.Overloaded());
        }
        ctx.log().whenComplete().thenAccept(log -> places.release());
        return service.serve(ctx, request);
    }
}
