package dev.passlink.api.engine;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.AddUserWithInitCode;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.lifecycle.ShutdownInProgressException;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.queryhandling.NoHandlerForQueryException;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is answered where something was thrown: one of the failures that are published, decided where a command is handled
 * or a query asked, so that it is the same on every engine and for whoever asks from another node. Everything else that was
 * thrown says is for the log of this node alone.
 */
public final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    /** Not started yet, not connected again yet, or closed. */
    private static final List<Class<? extends Throwable>> NOT_READY = List.of(
            NoHandlerForCommandException.class, NoHandlerForQueryException.class, ShutdownInProgressException.class);

    private Refusals() {}

    /**
     * What to answer.
     *
     * @param thrown        why there is no other answer
     * @param asked         the command or query
     * @param correlationId under which the log tells more
     */
    public static Rejected of(Throwable thrown, Object asked, String correlationId) {
        Throwable cause = unwrapped(thrown);
        return cause instanceof Rejected rejected ? rejected : new Rejected(failure(cause, asked, correlationId));
    }

    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        Throwable cause = thrown.getCause();
        return wrapper && cause != null ? cause : thrown;
    }

    private static Failure failure(Throwable thrown, Object asked, String correlationId) {
        String what = asked.getClass().getSimpleName();
        if (thrown instanceof CommandExecutionException remote) {
            return remote.getDetails()
                    .filter(Failure.class::isInstance)
                    .map(Failure.class::cast)
                    .orElseGet(() -> unheard(what, correlationId, remote));
        }
        if (thrown instanceof AggregateNotFoundException || hasCause(thrown, ForeignStream.class)) {
            return unknownUser(asked);
        }
        if (thrown instanceof Stopping) {
            return new Failure.Unavailable("This node is stopping; try another one.");
        }
        if (thrown instanceof RejectedExecutionException) {
            return new Failure.Overloaded();
        }
        Rejected unreadable = cause(thrown, Rejected.class);
        if (unreadable != null) { // thrown while the history was read, not by the decision
            log.error("{} [{}] was not decided: {}", what, correlationId, unreadable.getMessage());
            return unreadable.failure();
        }
        if (hasCause(thrown, DatabaseAway.class) || hasCause(thrown, AxonServerAway.class)) {
            log.debug("{} [{}] could not be carried out now", what, correlationId, thrown); // a warning was logged once
            return new Failure.Unavailable("The store cannot be reached; try again.");
        }
        if (NOT_READY.stream().anyMatch(type -> hasCause(thrown, type))) {
            log.debug("{} [{}] found nobody who handles it now", what, correlationId, thrown); // health tells
            return new Failure.Unavailable("The server is not ready; try again.");
        }
        if (isTransient(thrown)) {
            log.warn("{} [{}] could not be carried out now", what, correlationId, thrown);
            return new Failure.Unavailable("The store cannot be reached or is too busy; try again.");
        }
        if (hasCause(thrown, SerializationException.class)) {
            log.error("{} [{}] met a history that is not readable", what, correlationId, thrown);
            return new Failure.Unavailable("This version cannot read the user's history.");
        }
        log.error("{} [{}] failed", what, correlationId, thrown);
        return new Failure.Internal(correlationId);
    }

    /** Whoever handled the command would have said why; so nobody did, or the answer came too late. */
    private static Failure unheard(String what, String correlationId, CommandExecutionException remote) {
        log.warn("{} [{}] was not answered", what, correlationId, remote);
        return new Failure.Unavailable("The command was not answered; try again.");
    }

    /** What a user that is not there, or something else under its id, means to whoever asks. */
    private static Failure unknownUser(Object asked) {
        if (asked instanceof AddUser || asked instanceof AddUserWithInitCode) {
            return new Failure.RequestInvalid("This id is that of something else in the same event store.");
        }
        return asked instanceof UserCommand command ? command.authority().absence() : new Failure.UserNotFound();
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

    /**
     * SQL states of class 08 are lost connections, of class 57 a server going down, of class 40 rolled back transactions.
     * What has none comes from the pool, which closed a connection that was lost before.
     */
    private static boolean isConnectionLoss(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && (sql.getSQLState() == null || sql.getSQLState().matches("(08|40|57).*"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        return cause(thrown, type) != null;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
