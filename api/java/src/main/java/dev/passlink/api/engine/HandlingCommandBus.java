package dev.passlink.api.engine;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import dev.passlink.api.engine.Attempt.Source;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.RetryScheduler;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles commands on a bounded pool, and keeps behaviour E5: an append that conflicted is tried again here, where the
 * command is handled, and what a cached aggregate decided without appending is decided again on a fresh load, since
 * another node may have moved it. What is thrown is answered as one of the published failures, see {@link Refusals}.
 */
final class HandlingCommandBus extends SimpleCommandBus {

    private static final Logger log = LoggerFactory.getLogger(HandlingCommandBus.class);

    private final Executor workers;
    private final RetryScheduler conflictRetries;
    private final UnaryOperator<Throwable> inCommonWords;

    /**
     * @param workers         where commands are handled; may reject, which answers OVERLOADED, or UNAVAILABLE once it stops
     * @param conflictRetries when and how often a conflicting append is tried again
     * @param inCommonWords   what the event store throws, in words that {@link Refusals} knows on every engine; a conflict as
     *     a {@code ConcurrencyException}
     */
    HandlingCommandBus(
            TransactionManager transactions,
            CommandBusSpanFactory spans,
            Executor workers,
            RetryScheduler conflictRetries,
            UnaryOperator<Throwable> inCommonWords) {
        super(SimpleCommandBus.builder().transactionManager(transactions).spanFactory(spans));
        this.workers = workers;
        this.conflictRetries = conflictRetries;
        this.inCommonWords = inCommonWords;
    }

    @Override
    protected <C, R> void handle(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback) {
        new Handling<C, R>(command, handler, callback).submit();
    }

    private <C, R> void attempt(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback) {
        super.handle(command, handler, callback);
    }

    /** One command, from the first attempt to its answer. */
    private final class Handling<C, R> implements Runnable {

        private final CommandMessage<C> command;
        private final MessageHandler<? super CommandMessage<?>> handler;
        private final CommandCallback<? super C, ? super R> callback;
        private final List<Class<? extends Throwable>[]> conflicts = new ArrayList<>();

        Handling(
                CommandMessage<C> command,
                MessageHandler<? super CommandMessage<?>> handler,
                CommandCallback<? super C, ? super R> callback) {
            this.command = command;
            this.handler = handler;
            this.callback = callback;
        }

        void submit() {
            try {
                workers.execute(this);
            } catch (RejectedExecutionException e) {
                refuse(e);
            }
        }

        @Override
        public void run() {
            try (var logged = CorrelationInLogs.of(command)) {
                handle();
            } catch (RuntimeException e) { // it is answered all the same: nobody else would
                refuse(e);
            }
        }

        private void handle() {
            Attempt first = new Attempt(conflicts.isEmpty() ? Source.CACHE_OR_STORE : Source.STORE);
            CommandResultMessage<? extends R> result = attempt(first);
            if (first.mayBeStale()) {
                result = attempt(new Attempt(Source.STORE));
            }
            if (!result.isExceptional()) {
                callback.onResult(command, result);
                return;
            }
            Throwable thrown = inCommonWords.apply(result.exceptionResult());
            RuntimeException conflict = conflict(thrown);
            if (conflict == null || !retryLater(conflict)) {
                refuse(thrown);
            }
        }

        private void refuse(Throwable thrown) {
            callback.onResult(command, asCommandResultMessage(refusal(thrown)));
        }

        /** A command that came from elsewhere is read only when it is looked into, and may turn out not to be readable. */
        private Rejected refusal(Throwable thrown) {
            try {
                return Refusals.of(thrown, command.getPayload(), CorrelationInLogs.idOf(command));
            } catch (RuntimeException e) {
                log.error(
                        "{} cannot be read here ({})",
                        command.getCommandName(),
                        e.getClass().getName());
                return new Rejected(new Failure.Unavailable("This node cannot read the command; another may."));
            }
        }

        private CommandResultMessage<? extends R> attempt(Attempt attempt) {
            List<CommandResultMessage<? extends R>> results = new ArrayList<>(1);
            try {
                HandlingCommandBus.this.<C, R>attempt(
                        command,
                        message -> {
                            attempt.begin();
                            return handler.handle(message);
                        },
                        (message, result) -> results.add(result));
            } catch (RuntimeException e) { // no transaction could be begun
                results.add(asCommandResultMessage(e));
            }
            return results.get(0);
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // Axon asks for an array of generic classes
        private boolean retryLater(RuntimeException conflict) {
            conflicts.add(new Class[] {conflict.getClass()});
            return conflictRetries.scheduleRetry(command, conflict, conflicts, this::submit);
        }
    }

    private static @Nullable RuntimeException conflict(Throwable cause) {
        if (cause instanceof ConcurrencyException || cause instanceof AggregateStreamCreationException) {
            return (RuntimeException) cause;
        }
        // Without the cause, which the retries would take for one that does not pass.
        return isConflict(cause) ? new ConcurrencyException("somebody else has appended") : null;
    }

    /**
     * SQL state 23505, or 23000 where a database does not tell one constraint from another. The store of an application may
     * have nothing that tells duplicate keys from other failures, and wraps what its serializer throws.
     */
    private static boolean isConflict(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConcurrencyException) {
                return true;
            }
            if (cause instanceof SQLException sql
                    && ("23505".equals(sql.getSQLState()) || "23000".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
