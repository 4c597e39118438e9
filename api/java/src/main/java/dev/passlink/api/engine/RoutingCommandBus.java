package dev.passlink.api.engine;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserCommand;
import io.axoniq.axonserver.connector.AxonServerException;
import io.axoniq.axonserver.connector.impl.StreamClosedException;
import io.axoniq.axonserver.connector.impl.StreamTimeoutException;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.event.util.GrpcExceptionParser;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.lifecycle.ShutdownInProgressException;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * Brings commands to the node that Axon Server has chosen for their user, and refuses them at once while it is away.
 */
final class RoutingCommandBus extends AxonServerCommandBus {

    /** One node for all commands of a user: its cache has the aggregate, and nobody conflicts with it. */
    static final RoutingStrategy BY_USER =
            command -> ((UserCommand) command.getPayload()).userId().value();

    /** What says that a connection was lost, or that nothing came over it. */
    private static final List<Class<? extends Throwable>> AWAY = List.of(
            AxonServerException.class,
            org.axonframework.axonserver.connector.AxonServerException.class,
            StatusRuntimeException.class,
            StatusException.class,
            StreamClosedException.class,
            StreamTimeoutException.class,
            TimeoutException.class);

    private final AxonServer server;

    RoutingCommandBus(Builder parts, AxonServer server) {
        super(parts);
        this.server = server;
    }

    @Override
    public <C, R> void dispatch(CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        try {
            if (!server.isThere()) {
                throw new AxonServerAway(null);
            }
            super.<C, R>dispatch(command, (asked, answer) -> callback.onResult(asked, inOurWords(command, answer)));
        } catch (AxonServerAway | ShutdownInProgressException notNow) {
            callback.onResult(command, asCommandResultMessage(refusal(command, notNow)));
        }
    }

    private static <R> CommandResultMessage<? extends R> inOurWords(
            CommandMessage<?> command, CommandResultMessage<? extends R> answer) {
        return answer.isExceptional() ? asCommandResultMessage(refusal(command, answer.exceptionResult())) : answer;
    }

    private static Rejected refusal(CommandMessage<?> command, Throwable thrown) {
        return Refusals.of(inCommonWords(thrown), command.getPayload(), CorrelationInLogs.idOf(command));
    }

    /** What was thrown by Axon Server's event store or on the way to it, without words of the connector. */
    static Throwable inCommonWords(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status
                    && GrpcExceptionParser.parse(status) instanceof ConcurrencyException) {
                return new ConcurrencyException(
                        "somebody else has appended"); // the retries would take the cause for final
            }
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (AWAY.stream().anyMatch(cause.getClass()::equals)) {
                return new AxonServerAway(thrown);
            }
        }
        return thrown;
    }
}
