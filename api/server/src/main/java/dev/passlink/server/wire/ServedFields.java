package dev.passlink.server.wire;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.netty.util.AttributeKey;
import java.util.List;

/**
 * Refuses requests that set a field marked {@code not_served}, or an enum to a value that does not exist, in whatever
 * protocol they came.
 */
final class ServedFields implements ServerInterceptor {

    private static final AttributeKey<Boolean> READ = AttributeKey.valueOf(ServedFields.class, "READ");

    /** Whether the request's message has been read from the wire. */
    static boolean haveBeenRead(RequestContext ctx) {
        return ctx.hasAttr(READ);
    }

    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
            ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(I message) {
                ServiceRequestContext.current().setAttr(READ, true);
                requireServed((Message) message);
                super.onMessage(message);
            }
        };
    }

    private static void requireServed(Message message) {
        message.getAllFields().forEach(ServedFields::requireServed);
    }

    private static void requireServed(FieldDescriptor field, Object value) {
        if (field.getOptions().getExtension(FieldRules.notServed)) {
            throw new Rejected(new Failure.RequestInvalid(field.getName() + " is not served here"));
        }
        if (value instanceof EnumValueDescriptor constant && constant.getIndex() < 0) {
            throw new Rejected(new Failure.RequestInvalid(field.getName() + " has no value " + constant.getNumber()));
        }
        List<?> values = value instanceof List<?> several ? several : List.of(value);
        values.stream()
                .filter(Message.class::isInstance)
                .map(Message.class::cast)
                .forEach(ServedFields::requireServed);
    }
}
