package dev.passlink.server.wire;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.api.RegistrationLinks;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.IdempotencyKey;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and for which organization: what the headers or metadata of an admitted request say.
 *
 * @param caller       who is authenticated
 * @param organization what {@code x-zitadel-orgid} names; {@code null} if it is not given
 * @param keys         what {@code idempotency-key} says; looked at only by the operations that know repetitions
 */
record Call(Caller caller, @Nullable ResourceOwner organization, List<String> keys) {

    /** Header, and gRPC metadata, with the key by which a repeated request is known (behaviour O7). */
    static final String IDEMPOTENCY_KEY = "idempotency-key";

    private static final AttributeKey<Call> KEY = AttributeKey.valueOf(Call.class, "CALL");

    /** The call that is being served in this thread. */
    static Call current() {
        return Objects.requireNonNull(ServiceRequestContext.current().attr(KEY), "the request was not admitted");
    }

    /**
     * Asks for links under the key of this call, if it has one.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if it has several, or one that is none
     */
    RegistrationLinks repeatable(RegistrationLinks links) {
        if (keys.size() > 1) {
            throw new Rejected(new Failure.RequestInvalid(IDEMPOTENCY_KEY + " must not be repeated"));
        }
        return keys.isEmpty() ? links : links.repeatable(IdempotencyKey.of(keys.get(0)));
    }

    /** Neither the keys nor what the caller may do. */
    @Override
    public String toString() {
        return "Call of " + caller.userId();
    }

    void keepIn(ServiceRequestContext ctx) {
        ctx.setAttr(KEY, this);
    }
}
