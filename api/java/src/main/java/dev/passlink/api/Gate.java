package dev.passlink.api;

import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.Refusals;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.user.UserQuery;
import dev.passlink.projection.user.UserView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.messaging.responsetypes.ResponseType;

/**
 * The way in: permission at the edge first (behaviour O4), then the command bus or a read model; every failure comes out
 * as {@link Rejected}.
 */
final class Gate {

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
        return refusing(answer, command, correlationId, stopwatch);
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

    /** Reads the events of a user. */
    <R> CompletableFuture<R> read(UserId userId, Function<DomainEventStream, R> reader) {
        Stopwatch stopwatch = new Stopwatch(QUERIES, Tag.of("model", "events"));
        CompletableFuture<R> answer = engine.read(events -> reader.apply(events.readEvents(userId.value(), 0)));
        return refusing(answer, userId, correlationId(), stopwatch);
    }

    /**
     * Checks permission against the organization that owns a user, or owned it.
     *
     * @throws Rejected as the {@link Authority} says
     */
    void requireOver(Authority authority, UserId userId, ResourceOwner owner) {
        authority.over(userId, owner, roles);
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
        Stopwatch stopwatch = new Stopwatch(QUERIES, tag(model));
        return refusing(engine.ask(model, query, type), query, correlationId, stopwatch);
    }

    private static String correlationId() {
        return Correlation.currentOr(IdentifierFactory.getInstance().generateIdentifier());
    }

    private static <R> CompletableFuture<R> refusing(
            CompletableFuture<R> answer, Object asked, String correlationId, Stopwatch stopwatch) {
        // Away from the threads that answer: what a caller does next with it must not keep others from being answered.
        return answer.handleAsync((value, thrown) -> {
            if (thrown != null) {
                try (var logged = Correlation.logged(correlationId)) {
                    Rejected refusal = Refusals.of(thrown, asked, correlationId);
                    stopwatch.stop(refusal.failure().reason());
                    throw refusal;
                }
            }
            stopwatch.stop(
                    value instanceof Verdict.Refused refused ? refused.failure().reason() : OK);
            return value;
        });
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
