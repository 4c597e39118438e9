package dev.passlink.server.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import zitadel.v1.ErrorDetail;

/**
 * proto3 JSON. What is read may have unknown fields but no repeated ones; what is written is not HTML-escaped: in a link
 * {@code &} and {@code =} stay as they are; and whole numbers have no fraction.
 */
public final class Json implements GrpcJsonMarshaller {

    /** The one form that is spoken. */
    public static final Json FORMAT = new Json();

    private static final ObjectMapper TREES = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(new WholeNumbers())
            .build();

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .omittingInsignificantWhitespace()
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(ErrorInfo.getDescriptor())
                    .add(RetryInfo.getDescriptor())
                    .add(ErrorDetail.getDescriptor())
                    .build());

    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private Json() {}

    /** A message as JSON. The printer of protobuf always escapes for HTML, hence the second pass. */
    byte[] write(Message message) {
        try {
            return TREES.writeValueAsBytes(TREES.readTree(PRINTER.print(message)));
        } catch (InvalidProtocolBufferException | JsonProcessingException e) {
            throw new IllegalStateException(
                    "a message that cannot be written: "
                            + message.getDescriptorForType().getFullName(),
                    e);
        }
    }

    /**
     * The object in a request's body; an empty one if there is no body.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if it is malformed or no object
     */
    public ObjectNode readObject(byte[] body) {
        if (body.length == 0) {
            return TREES.createObjectNode();
        }
        try {
            JsonNode tree = TREES.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new Rejected(new Failure.RequestInvalid("The body is not well-formed JSON."));
        }
        throw new Rejected(new Failure.RequestInvalid("The body must be a JSON object."));
    }

    /** @throws Rejected {@link Failure.RequestInvalid} if it contains text that is no Unicode */
    public byte[] write(ObjectNode object) {
        try {
            return TREES.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new Rejected(new Failure.RequestInvalid("The body is not well-formed JSON."));
        }
    }

    /**
     * A Struct of a request as JSON.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if it has a number that JSON does not know
     */
    String text(String field, Struct struct) {
        try {
            return new String(write(struct), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejected(new Failure.RequestInvalid(field + " is no JSON"));
        }
    }

    /** A JSON object as a Struct. */
    Struct struct(String object) {
        Struct.Builder struct = Struct.newBuilder();
        try {
            PARSER.merge(object, struct);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("no JSON object", e);
        }
        return struct.build();
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream to) throws IOException {
        to.write(write((Message) message));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream from) throws IOException {
        Message prototype = (Message) ((PrototypeMarshaller<T>) marshaller).getMessagePrototype();
        Message.Builder builder = prototype.newBuilderForType();
        PARSER.merge(new InputStreamReader(from, StandardCharsets.UTF_8), builder);
        return (T) builder.build();
    }

    /** All numbers of a Struct are doubles, and -7 would be written as -7.0, which not everybody takes for whole. */
    private static final class WholeNumbers extends JsonNodeFactory {

        private static final long serialVersionUID = 1;
        private static final double EXACT = 1L << 53;

        @Override
        public NumericNode numberNode(double value) {
            return Math.rint(value) == value && Math.abs(value) <= EXACT
                    ? numberNode((long) value)
                    : super.numberNode(value);
        }
    }
}
