package dev.passlink.api;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.RedeemPasswordlessInitCode;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for commands: permission at the edge first (behaviour O4), then the command bus; every failure comes out as
 * {@link Rejected}.
 */
final class CommandGate {

    private static final Logger log = LoggerFactory.getLogger(CommandGate.class);

    private final CommandGateway gateway;
    private final Roles roles;

    CommandGate(CommandGateway gateway, Roles roles) {
        this.gateway = gateway;
        this.roles = roles;
    }

    /** Gives a command, and answers what {@link UserCommand} says it answers. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the answer's type is documented at each command
    <R> CompletableFuture<R> give(UserCommand command) {
        try {
            command.authority().atTheEdge(roles);
        } catch (Rejected refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        CommandMessage<UserCommand> message = GenericCommandMessage.asCommandMessage(command);
        CompletableFuture<R> answer = gateway.send(message);
        return answer.exceptionally(thrown -> {
            throw refusal(message, unwrapped(thrown));
        });
    }

    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        Throwable cause = thrown.getCause();
        return wrapper && cause != null ? cause : thrown;
    }

    private static Rejected refusal(CommandMessage<UserCommand> command, Throwable thrown) {
        if (thrown instanceof Rejected rejected) {
            return rejected;
        }
        if (thrown instanceof CommandExecutionException remote
                && remote.getDetails().orElse(null) instanceof Failure failure) {
            return new Rejected(failure);
        }
        if (thrown instanceof AggregateNotFoundException) {
            return new Rejected(
                    command.getPayload() instanceof RedeemPasswordlessInitCode
                            ? new Failure.CodeInvalid()
                            : new Failure.UserNotFound());
        }
        String correlationId = command.getIdentifier();
        if (isTransient(thrown)) {
            log.warn(
                    "{} [{}] could not be carried out now",
                    command.getPayloadType().getSimpleName(),
                    correlationId,
                    thrown);
            return new Rejected(new Failure.Unavailable("The store cannot be reached or is too busy; try again."));
        }
        if (hasCause(thrown, SerializationException.class)) {
            log.error(
                    "the history of user {} is not readable [{}]",
                    command.getPayload().userId(),
                    correlationId,
                    thrown);
            return new Rejected(new Failure.Unavailable("This version cannot read the user's history."));
        }
        log.error("{} [{}] failed", command.getPayloadType().getSimpleName(), correlationId, thrown);
        return new Rejected(new Failure.Internal(correlationId));
    }

    private static boolean isTransient(Throwable thrown) {
        return List.of(
                                ConcurrencyException.class,
                                AggregateStreamCreationException.class,
                                LockAcquisitionFailedException.class,
                                SQLTransientException.class,
                                SQLNonTransientConnectionException.class)
                        .stream()
                        .anyMatch(type -> hasCause(thrown, type))
                || isConnectionLoss(thrown);
    }

    /** SQL states of class 08 are lost connections, of class 57 a server going down, of class 40 rolled back transactions. */
    private static boolean isConnectionLoss(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("(08|40|57).*")) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
