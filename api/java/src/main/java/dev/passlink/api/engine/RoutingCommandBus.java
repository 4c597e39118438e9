package dev.passlink.api.engine;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserCommand;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.lifecycle.ShutdownInProgressException;

/**
 * Brings commands to the node that Axon Server has chosen for their user, and refuses them at once while it is away.
 */
final class RoutingCommandBus extends AxonServerCommandBus {

    /** One node for all commands of a user: its cache has the aggregate, and nobody conflicts with it. */
    static final RoutingStrategy BY_USER =
            command -> ((UserCommand) command.getPayload()).userId().value();

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
        return Refusals.of(
                AxonServerFailures.inCommonWords(thrown), command.getPayload(), CorrelationInLogs.idOf(command));
    }
}
