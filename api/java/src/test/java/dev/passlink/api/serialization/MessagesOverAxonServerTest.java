package dev.passlink.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.axonframework.messaging.responsetypes.ResponseTypes.instanceOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeTally;
import dev.passlink.projection.initcode.InitCodeView;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.query.QueryRequest;
import io.axoniq.axonserver.grpc.query.QueryResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.command.CommandSerializer;
import org.axonframework.axonserver.connector.query.QuerySerializer;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.messaging.responsetypes.ResponseType;
import org.axonframework.queryhandling.GenericQueryMessage;
import org.axonframework.queryhandling.GenericQueryResponseMessage;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.queryhandling.QueryMessage;
import org.axonframework.queryhandling.QueryResponseMessage;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.axonframework.serialization.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages through what Axon's connector makes of them for Axon Server, bytes and all, and back. */
class MessagesOverAxonServerTest {

    @SuppressWarnings("unused") // named by the annotations below
    private static final List<?> COMMANDS = MessageSamples.COMMANDS;

    @SuppressWarnings("unused")
    private static final List<?> ANSWERS_TO_COMMANDS = MessageSamples.ANSWERS_TO_COMMANDS;

    @SuppressWarnings("unused")
    private static final List<?> FAILURES = MessageSamples.FAILURES;

    @SuppressWarnings("unused")
    private static final List<?> QUERIES = MessageSamples.QUERIES;

    @SuppressWarnings("unused")
    private static final List<?> ANSWERS_TO_QUERIES = MessageSamples.ANSWERS_TO_QUERIES;

    private static final UserId USER = new UserId("user-1");
    private static final UserId STRANGER = new UserId("stranger");
    private static final CodeId CODE = new CodeId("649182736450192837");

    private final AxonServerConfiguration configuration =
            AxonServerConfiguration.builder().componentName("passlink").build();
    private final CommandSerializer commands = new CommandSerializer(PasslinkSerializers.messages(), configuration);
    private final QuerySerializer queries = new QuerySerializer(
            PasslinkSerializers.messages(), PasslinkSerializers.general(PersonalKeys.NONE), configuration);

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void aCommandArrives(UserCommand command) throws Exception {
        Map<String, Object> metaData = Map.of("text", "a", "whole", 7L, "broken", 0.5, "flag", true);
        CommandMessage<Object> sent = new GenericCommandMessage<>(command, metaData);
        CommandMessage<?> arrived =
                commands.deserialize(overTheWire(commands.serialize(sent, "user-1", 0), Command.parser()));
        assertThat(arrived.getPayload()).isEqualTo(command);
        assertThat(arrived.getPayloadType()).isEqualTo((Object) command.getClass());
        assertThat(arrived.getCommandName()).isEqualTo(command.getClass().getName());
        assertThat(arrived.getMetaData()).containsExactlyInAnyOrderEntriesOf(metaData);
    }

    @ParameterizedTest
    @FieldSource("ANSWERS_TO_COMMANDS")
    void theAnswerToACommandArrives(Object answer) throws Exception {
        CommandResultMessage<Object> arrived = answered(new GenericCommandResultMessage<>(answer));
        assertThat(arrived.isExceptional()).isFalse();
        assertThat(arrived.getPayload()).isEqualTo(answer);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void theFailureOfACommandArrives(Failure failure) throws Exception {
        CommandResultMessage<Object> arrived = answered(new GenericCommandResultMessage<>(new Rejected(failure)));
        assertThat(arrived.exceptionResult()).isExactlyInstanceOf(CommandExecutionException.class);
        assertThat(arrived.<Object>exceptionDetails()).contains(failure);
    }

    @ParameterizedTest
    @FieldSource("QUERIES")
    void aQueryArrives(Object query) throws Exception {
        QueryMessage<?, ?> arrived = asked(query, instanceOf(InitCodeTally.class));
        assertThat(arrived.getPayload()).isEqualTo(query);
        assertThat(arrived.getQueryName()).isEqualTo(query.getClass().getName());
        assertThat(arrived.getResponseType()).isEqualTo(instanceOf(InitCodeTally.class));
    }

    @ParameterizedTest
    @FieldSource("ANSWERS_TO_QUERIES")
    void theAnswerToAQueryArrives(Object answer) throws Exception {
        QueryResponse response = queries.serializeResponse(new GenericQueryResponseMessage<>(answer), "request");
        QueryResponseMessage<?> arrived = queries.deserializeResponse(
                overTheWire(response, QueryResponse.parser()), instanceOf(answer.getClass()));
        assertThat(arrived.getPayload()).isEqualTo(answer);
    }

    @Test
    void anOptionalAnswerArrives() throws Exception {
        ResponseType<Optional<InitCodeView>> optional = optionalInstanceOf(InitCodeView.class);
        assertThat(answer(new InitCodeQuery.One(USER, CODE), optional).getPayload())
                .contains(MessageSamples.VIEW);
        assertThat(answer(new InitCodeQuery.One(STRANGER, CODE), optional).getPayload())
                .isEmpty();
    }

    @Test
    void aListArrives() throws Exception {
        ResponseType<List<InitCodeView>> several = multipleInstancesOf(InitCodeView.class);
        assertThat(answer(new InitCodeQuery.OfUser(USER), several).getPayload())
                .containsExactly(MessageSamples.VIEW, MessageSamples.VIEW);
        assertThat(answer(new InitCodeQuery.OfUser(STRANGER), several).getPayload())
                .isEmpty();
    }

    @Test
    void theFailureOfAQueryArrives() throws Exception {
        QueryResponseMessage<?> arrived =
                answer(new InitCodeQuery.Recent(Instant.EPOCH), instanceOf(InitCodeTally.class));
        assertThat(arrived.exceptionResult()).isExactlyInstanceOf(QueryExecutionException.class);
        assertThat(arrived.<Object>exceptionDetails()).contains(new Failure.Unavailable("The database is away."));
    }

    @Test
    void anAnswerThatIsNotAMessageCannotBeAskedFor() {
        assertThatThrownBy(() -> asked(new InitCodeQuery.OfUser(USER), instanceOf(String.class)))
                .isInstanceOf(SerializationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.String", "dev.passlink.projection.initcode.InitCodeView", "Authority.Holder"})
    void aClassThatIsExpectedAsAnAnswerIsNeverFoundByItsJavaName(String name) {
        QueryRequest request = queries.serializeRequest(
                new GenericQueryMessage<>(new InitCodeQuery.OfUser(USER), instanceOf(InitCodeView.class)), 1, 1000, 0);
        SerializedObject expected = request.getResponseType();
        assertThat(expected.getData().toStringUtf8()).isEqualTo("{\"expectedResponseType\":\"InitCodeView\"}");
        QueryRequest forged = request.toBuilder()
                .setResponseType(expected.toBuilder()
                        .setData(ByteString.copyFromUtf8("{\"expectedResponseType\":\"" + name + "\"}")))
                .build();
        QueryMessage<?, ?> arrived = queries.deserializeRequest(forged);
        assertThatThrownBy(arrived::getResponseType).isInstanceOf(SerializationException.class);
    }

    /** Answers as our projections do. */
    static final class Projection {
        @QueryHandler
        Optional<InitCodeView> find(InitCodeQuery.One query) {
            return query.userId().equals(USER) ? Optional.of(MessageSamples.VIEW) : Optional.empty();
        }

        @QueryHandler
        List<InitCodeView> find(InitCodeQuery.OfUser query) {
            return query.userId().equals(USER) ? List.of(MessageSamples.VIEW, MessageSamples.VIEW) : List.of();
        }

        @QueryHandler
        InitCodeTally find(@SuppressWarnings("unused") InitCodeQuery.Recent query) {
            throw new Rejected(new Failure.Unavailable("The database is away."));
        }
    }

    private CommandResultMessage<Object> answered(CommandResultMessage<?> result) throws Exception {
        return commands.deserialize(overTheWire(commands.serialize(result, "request"), CommandResponse.parser()));
    }

    private <R> QueryMessage<Object, R> asked(Object query, ResponseType<R> expected) throws Exception {
        QueryRequest request = queries.serializeRequest(new GenericQueryMessage<>(query, expected), 1, 1000, 0);
        return queries.deserializeRequest(overTheWire(request, QueryRequest.parser()));
    }

    /** The way of a query: to the other node, through its local query bus, and back. */
    private <R> QueryResponseMessage<R> answer(Object query, ResponseType<R> expected) throws Exception {
        SimpleQueryBus there = SimpleQueryBus.builder().build();
        new AnnotationQueryHandlerAdapter<>(new Projection()).subscribe(there);
        QueryResponse response = queries.serializeResponse(result(there, asked(query, expected)), "request");
        return queries.deserializeResponse(overTheWire(response, QueryResponse.parser()), expected);
    }

    private static QueryResponseMessage<?> result(SimpleQueryBus bus, QueryMessage<?, ?> query)
            throws ExecutionException, InterruptedException {
        return bus.query(query).get();
    }

    private static <M extends MessageLite> M overTheWire(M message, Parser<M> parser)
            throws InvalidProtocolBufferException {
        return parser.parseFrom(message.toByteString());
    }
}
