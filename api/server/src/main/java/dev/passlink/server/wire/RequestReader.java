package dev.passlink.server.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SerializationFormat;
import com.linecorp.armeria.common.grpc.protocol.GrpcHeaderNames;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.netty.util.AsciiString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes of what clients send the one form that the transcoding from JSON understands, and refuses what it would read in
 * another way than others do: a query parameter would silently override the path, so that whoever decided by the path
 * alone would have decided about another user.
 */
final class RequestReader extends SimpleDecoratingHttpService {

    /** What is wrong with an address that {@linkplain #hasEmptyPart has an empty part}. */
    static final String EMPTY_PART = "The address contains an empty part.";

    /** Passlink's own services know no older clients, whose further fields would have to be overlooked. */
    private static final String OURS = "passlink.";

    private final GrpcService operations;

    RequestReader(HttpService operations) {
        super(operations);
        this.operations = Objects.requireNonNull(operations.as(GrpcService.class));
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (operations.methodsByRoute().containsKey(ctx.config().mappedRoute())) {
            return serveGrpc(ctx, request);
        }
        if (hasEmptyPart(ctx)) {
            throw invalid(EMPTY_PART);
        }
        requireNoFieldsInQuery(ctx);
        return HttpResponse.of(request.aggregate(ctx.eventLoop())
                .thenApply(received -> serveJson(ctx, request.headers(), received.content())));
    }

    private HttpResponse serveGrpc(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        if (request.method() != HttpMethod.POST) {
            throw new Rejected(new Failure.MethodNotAllowed());
        }
        MediaType contentType = request.contentType();
        Stream<SerializationFormat> formats = operations.supportedSerializationFormats().stream();
        if (contentType == null || formats.noneMatch(format -> format.isAccepted(contentType))) {
            throw invalid("This address understands gRPC and gRPC-web only.");
        }
        return unwrap().serve(ctx, request.withHeaders(withoutBinary(request.headers())));
    }

    private HttpResponse serveJson(ServiceRequestContext ctx, RequestHeaders headers, HttpData body) {
        ObjectNode object = Json.FORMAT.readObject(body.array());
        ctx.pathParams()
                .forEach((name, value) -> requireSameInBody(object, input(ctx).findFieldByName(name), value));
        if (input(ctx).getFile().getPackage().startsWith(OURS)) {
            requireKnown(object, input(ctx));
        }
        RequestHeaders understood = withoutBinary(headers).withMutations(changed -> {
            changed.contentType(MediaType.JSON);
            changed.remove(HttpHeaderNames.CONTENT_LENGTH);
            changed.remove(GrpcHeaderNames.GRPC_ENCODING);
        });
        try {
            return unwrap().serve(ctx, HttpRequest.of(understood, HttpData.wrap(Json.FORMAT.write(object))));
        } catch (Exception e) {
            return HttpResponse.ofFailure(e);
        }
    }

    /** Whether there is nothing between two slashes of the address: no id is empty, and routing would skip it. */
    static boolean hasEmptyPart(ServiceRequestContext ctx) {
        return ctx.rawPath().contains("//");
    }

    private void requireNoFieldsInQuery(ServiceRequestContext ctx) {
        List<FieldDescriptor> fields = input(ctx).getFields();
        for (String name : ctx.queryParams().names()) {
            String first = name.substring(0, (name + ".").indexOf('.'));
            if (fields.stream().anyMatch(field -> names(field).contains(first))) {
                throw invalid("The query must not contain " + first + ".");
            }
        }
    }

    private static void requireSameInBody(ObjectNode object, FieldDescriptor field, String valueInPath) {
        for (String name : names(field)) {
            JsonNode value = object.remove(name);
            boolean isNamed = value != null
                    && !value.isNull()
                    && !(value.isTextual() && value.textValue().isEmpty());
            if (isNamed && !(value.isTextual() && value.textValue().equals(valueInPath))) {
                throw invalid(name + " in the body differs from the address.");
            }
        }
    }

    /** Whose field is misspelt would be asked for all there is, and RevokeLinks takes all links back. */
    private static void requireKnown(ObjectNode object, Descriptor input) {
        object.properties().forEach(given -> {
            if (input.getFields().stream().noneMatch(field -> names(field).contains(given.getKey()))) {
                throw invalid("There is no field " + abridged(given.getKey()) + ".");
            }
            if (given.getValue().isNull()) {
                throw invalid(given.getKey() + " must not be null.");
            }
        });
    }

    private static String abridged(String name) {
        return name.matches("[A-Za-z0-9_]{1,40}") ? name : "with such a name";
    }

    /** A field's names in JSON; both are read. */
    private static Set<String> names(FieldDescriptor field) {
        return new LinkedHashSet<>(List.of(field.getName(), field.getJsonName()));
    }

    private Descriptor input(ServiceRequestContext ctx) {
        Object schema = Objects.requireNonNull(operations.methodDefinition(ctx))
                .getMethodDescriptor()
                .getSchemaDescriptor();
        return ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(schema))
                .getMethodDescriptor()
                .getInputType();
    }

    /** No operation reads binary metadata, and one that is not Base64 would leave the request without an answer. */
    private static RequestHeaders withoutBinary(RequestHeaders headers) {
        List<AsciiString> binary =
                headers.names().stream().filter(name -> name.endsWith("-bin")).toList();
        return headers.withMutations(changed -> binary.forEach(changed::remove));
    }

    private static Rejected invalid(String message) {
        return new Rejected(new Failure.RequestInvalid(message));
    }
}
