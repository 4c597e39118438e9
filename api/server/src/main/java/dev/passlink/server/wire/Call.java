package dev.passlink.server.wire;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.domain.Caller;
import dev.passlink.domain.ResourceOwner;
import io.netty.util.AttributeKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and for which organization: what the headers or metadata of an admitted request say.
 *
 * @param caller       who is authenticated
 * @param organization what {@code x-zitadel-orgid} names; {@code null} if it is not given
 */
record Call(Caller caller, @Nullable ResourceOwner organization) {

    private static final AttributeKey<Call> KEY = AttributeKey.valueOf(Call.class, "CALL");

    /** The call that is being served in this thread. */
    static Call current() {
        return Objects.requireNonNull(ServiceRequestContext.current().attr(KEY), "the request was not admitted");
    }

    void keepIn(ServiceRequestContext ctx) {
        ctx.setAttr(KEY, this);
    }
}
