package dev.passlink.api;

import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import dev.passlink.api.engine.DatabaseAway;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.ForeignStream;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserCommand.AddUserWithInitCode;
import dev.passlink.domain.user.UserCommand.RedeemPasswordlessInitCode;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.user.UserQuery;
import dev.passlink.projection.user.UserView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.messaging.responsetypes.ResponseType;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.queryhandling.NoHandlerForQueryException;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in: permission at the edge first (behaviour O4), then the command bus or a read model; every failure comes out
 * as {@link Rejected}.
 */
final class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);

    private static final String COMMANDS = "passlink.commands";
    private static final String QUERIES = "passlink.queries";
    private static final String OK = "OK";
    private static final Duration[] BUCKETS = IntStream.of(5, 20, 100, 500, 2_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Engine engine;
    private final Roles roles;

    private final MeterRegistry meters;

    Gate(Engine engine, Roles roles, MeterRegistry meters) {
        this.engine = engine;
        this.roles = roles;
        this.meters = meters;
        for (ReadModel model : ReadModel.values()) {
            timer(QUERIES, tag(model), OK); // there, at zero, from the start
        }
    }

    /** Gives a command, and answers what {@link UserCommand} says it answers. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // the answer's type is documented at each command
    <R> CompletableFuture<R> give(UserCommand command) {
        Stopwatch stopwatch = new Stopwatch(
                COMMANDS, Tag.of("operation", command.authority().operation().toString()));
        try {
            command.authority().atTheEdge(roles);
        } catch (Rejected refusal) {
            stopwatch.stop(refusal.failure().reason());
            return CompletableFuture.failedFuture(refusal);
        }
        CommandMessage<UserCommand> message = GenericCommandMessage.asCommandMessage(command);
        String correlationId = Correlation.currentOr(message.getIdentifier());
        CompletableFuture<R> answer =
                engine.commands().send(message.andMetaData(Map.of(EventMetaData.CORRELATION_ID, correlationId)));
        return refusing(answer, command.getClass().getSimpleName(), correlationId, unknown(command), stopwatch);
    }

    /** Lets in who has the permission in the working organization. */
    CompletableFuture<Authority> admit(Authority authority) {
        try {
            authority.atTheEdge(roles);
            return CompletableFuture.completedFuture(authority);
        } catch (Rejected refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    /** Whether the caller has the permission in the whole instance. */
    boolean isAdmittedEverywhere(Caller caller, Operation operation) {
        return roles.allowEverywhere(caller, operation.permissions());
    }

    /** Looks a user up on somebody's behalf, as far as they may see it. */
    CompletableFuture<UserView> look(Authority authority, UserId userId) {
        return look(authority, userId, correlationId());
    }

    /** Asks a read model about a user, on behalf of somebody who may see them. */
    <R> CompletableFuture<R> ask(
            Authority authority, UserId userId, ReadModel model, Object query, ResponseType<R> type) {
        String correlationId = correlationId(); // the thread that goes on does not know it
        return look(authority, userId, correlationId).thenCompose(user -> ask(model, query, type, correlationId));
    }

    /** Asks a read model. */
    <R> CompletableFuture<R> ask(ReadModel model, Object query, ResponseType<R> type) {
        return ask(model, query, type, correlationId());
    }

    private CompletableFuture<UserView> look(Authority authority, UserId userId, String correlationId) {
        try {
            authority.atTheEdge(roles);
        } catch (Rejected refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        return ask(ReadModel.USERS, new UserQuery.One(userId), optionalInstanceOf(UserView.class), correlationId)
                .thenApply(found -> {
                    UserView user = found.orElseThrow(() -> new Rejected(new Failure.UserNotFound()));
                    authority.over(userId, user.details().resourceOwner(), roles);
                    return user;
                });
    }

    private <R> CompletableFuture<R> ask(ReadModel model, Object query, ResponseType<R> type, String correlationId) {
        Stopwatch stopwatch = new Stopwatch(
                "passlink.queries",
                Tag.of("model", model.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return refusing(
                engine.ask(model, query, type),
                query.getClass().getSimpleName(),
                correlationId,
                new Failure.UserNotFound(),
                stopwatch);
    }

    private static String correlationId() {
        return Correlation.currentOr(IdentifierFactory.getInstance().generateIdentifier());
    }

    private static Failure unknown(UserCommand command) {
        if (command instanceof RedeemPasswordlessInitCode) {
            return new Failure.CodeInvalid();
        }
        if (command instanceof AddUser || command instanceof AddUserWithInitCode) {
            return new Failure.RequestInvalid("This id is that of something else in the same event store.");
        }
        return new Failure.UserNotFound();
    }

    private static <R> CompletableFuture<R> refusing(
            CompletableFuture<R> answer, String what, String correlationId, Failure unknown, Stopwatch stopwatch) {
        // Away from the threads that answer: what a caller does next with it must not keep others from being answered.
        return answer.handleAsync((value, thrown) -> {
            if (thrown != null) {
                try (var logged = Correlation.logged(correlationId)) {
                    Failure failure = failure(unwrapped(thrown), what, correlationId, unknown);
                    stopwatch.stop(failure.reason());
                    throw new Rejected(failure);
                }
            }
            stopwatch.stop(
                    value instanceof Verdict.Refused refused ? refused.failure().reason() : OK);
            return value;
        });
    }

    private static Throwable unwrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        Throwable cause = thrown.getCause();
        return wrapper && cause != null ? cause : thrown;
    }

    private static Failure failure(Throwable thrown, String what, String correlationId, Failure unknown) {
        if (thrown instanceof Rejected rejected) {
            return rejected.failure();
        }
        if (thrown instanceof CommandExecutionException remote
                && remote.getDetails().orElse(null) instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof AggregateNotFoundException || hasCause(thrown, ForeignStream.class)) {
            return unknown;
        }
        if (thrown instanceof RejectedExecutionException) {
            return new Failure.Overloaded();
        }
        Rejected unreadable = cause(thrown, Rejected.class);
        if (unreadable != null) { // thrown while the history was read, not by the decision
            log.error("{} [{}] was not decided: {}", what, correlationId, unreadable.getMessage());
            return unreadable.failure();
        }
        if (hasCause(thrown, DatabaseAway.class)) { // which is in the log once, not for each who asks
            log.debug("{} [{}] could not be carried out now", what, correlationId);
            return new Failure.Unavailable("The store cannot be reached; try again.");
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

    private static boolean isTransient(Throwable thrown) {
        return List.of(
                                ConcurrencyException.class,
                                NoHandlerForCommandException.class, // not started yet, or closed
                                NoHandlerForQueryException.class,
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

    private Timer timer(String meter, Tag what, String outcome) {
        return Timer.builder(meter)
                .tags(List.of(what, Tag.of("outcome", outcome)))
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    private static Tag tag(ReadModel model) {
        return Tag.of("model", model.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** How long something takes, and how it ends: the outcome is {@code OK} or the reason of a {@link Failure}. */
    private final class Stopwatch {

        private final String meter;
        private final Tag what;
        private final long begun = System.nanoTime();

        Stopwatch(String meter, Tag what) {
            this.meter = meter;
            this.what = what;
        }

        void stop(String outcome) {
            timer(meter, what, outcome).record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }
}
