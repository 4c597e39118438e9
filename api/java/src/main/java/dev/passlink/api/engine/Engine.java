package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.CodeVerifier;
import dev.passlink.domain.user.CredentialClaims;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.PasskeyVerifier;
import dev.passlink.domain.user.User;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.fold.Replay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.callbacks.NoOpCallback;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.commandhandling.gateway.IntervalRetryScheduler;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.config.LifecycleHandler;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.NoSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.JpaEventStorageEngine;
import org.axonframework.lifecycle.Phase;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.correlation.MessageOriginProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.responsetypes.ResponseType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.tracing.SpanFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Axon, put together and running: the aggregate, the event store, the processors, and the ways in. */
public final class Engine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private static final int SNAPSHOT_EVERY = 50;
    private static final int CACHED_AGGREGATES = 10_000;
    private static final int REACTION_BATCH = 50;
    private static final long HEAD_SECONDS = 5;

    /** A segment past events that it does not handle stores its position after this time, for the reads of other nodes. */
    private static final int STORED_WITHIN_MILLIS = 100;

    /** How often it is looked whether another node has left a segment. */
    private static final int CLAIM_EVERY_MILLIS = 1_000;

    private final Configuration axon;
    private final Set<String> reactions;
    private final Projections projections;
    private final Generations active;
    private final Rebuilds rebuilds;
    private final Workers workers;
    private final Cache cache;
    private final Segments segments;
    private final ReadYourWrites reads;
    private final ProcessorErrors errors;
    private final @Nullable AxonServer events;
    private final @Nullable AxonServer router;
    private final Supplier<CompletableFuture<Optional<TrackingToken>>> head;
    private final Database database;
    private final TransactionManager transactions;
    private final Function<Class<?>, String> storedNames;
    private final Supplier<Histories> histories;
    private final Supplier<StoredEvents> asStored;
    private final Set<String> resuming = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Engine(Configuration axon, Builder parts) {
        this.axon = axon;
        this.reactions = parts.reactions;
        this.workers = parts.workers;
        this.cache = parts.cache;
        this.errors = axon.getComponent(ProcessorErrors.class);
        this.segments = axon.getComponent(Segments.class);
        this.head = parts.head.apply(axon);
        this.reads = new ReadYourWrites(
                segments, head, parts.anyEventAt.apply(axon), parts.consistencyWait, parts.workers.queries());
        this.events = parts.events;
        this.router = parts.router;
        this.database = parts.database;
        this.transactions = database.transactions();
        this.storedNames = parts.storedNames;
        this.histories = () -> parts.histories.apply(axon);
        Tokens tokens = axon.getComponent(Tokens.class);
        this.projections = new Projections(
                axon, parts.database, parts.source(axon), parts.storedNames, Builder::inSmallSteps, parts.router);
        this.active = new Generations(parts.database, projections, tokens, parts.shown);
        this.rebuilds = new Rebuilds(
                parts.database, tokens, segments, projections, active, reads, head, histories, storedNames);
        axon.onStart(Phase.INBOUND_EVENT_CONNECTORS, (Runnable) projections::start);
        axon.onShutdown(Phase.INBOUND_EVENT_CONNECTORS, (LifecycleHandler) projections::stop);
        this.asStored = () -> parts.asStored.apply(axon);
        database.whenBack(this::resume);
        if (router != null) {
            router.whenBack(this::resume);
        }
    }

    /** Starts everything; once only. If it fails, {@link #close} is still to be called. */
    public void start() {
        long passed = events == null ? -1 : segments.farthestOfAll();
        if (events != null && router == null) {
            events.requireEvents(passed);
        }
        if (router != null) {
            axon.getComponent(Tokens.class).name(transactions);
        }
        axon.start();
        active.start();
        if (router != null) {
            router.start(() -> Math.max(passed, farthest()));
        }
    }

    private long farthest() {
        return kept().mapToLong(segments::lastFarthest).max().orElse(-1);
    }

    /** An engine whose rows, tokens and jobs live in this database. */
    public static Builder on(Database database) {
        return new Builder(database);
    }

    /** The way in for commands. */
    public CommandGateway commands() {
        return axon.commandGateway();
    }

    /** The events themselves. */
    public EventStore events() {
        return axon.eventStore();
    }

    /** A generation of a read model as whole histories make it. */
    public Replay replay(ReadModel model, int generation) {
        return model.replay(generation, storedNames);
    }

    /** What the rows of a read model show at present; asks the database. */
    public Standing standing(ReadModel model) {
        return transactions.fetchInTransaction(() -> {
            int generation = activeGeneration(model);
            Tokens.Look look = axon.getComponent(Tokens.class).look(model.processor(generation));
            return new Standing(
                    generation,
                    look.rows().stream()
                            .map(row -> new Standing.Reached(row.segment(), row.token()))
                            .toList());
        });
    }

    /** All events as they are stored; one reader's own. */
    public StoredEvents asStored() {
        return asStored.get();
    }

    /** The histories of all users, read from the beginning on; one reader's own. */
    public Histories histories() {
        return histories.get();
    }

    /**
     * Asks a read model, once it has passed the head of the store as it is now, on whichever node, or the configured wait is
     * over; at once, if this engine only {@linkplain Builder#answers answers} from it.
     *
     * @param model which one
     * @param query one of its queries
     * @param type  of the answer
     */
    public <R> CompletableFuture<R> ask(ReadModel model, Object query, ResponseType<R> type) {
        return CompletableFuture.completedFuture(model)
                .thenApplyAsync(this::caughtUp, workers.queries()) // a full queue fails the answer, not the caller
                .thenCompose(caughtUp -> caughtUp)
                .thenComposeAsync(processor -> answer(model, query, type, processor), workers.queries());
    }

    private CompletableFuture<Optional<String>> caughtUp(ReadModel model) {
        return active.keeps(model)
                ? reads.caughtUp(() -> active.processor(model))
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** If a rebuild has switched meanwhile, it is not known whether what was seen had caught up. */
    private <R> CompletableFuture<R> answer(
            ReadModel model, Object query, ResponseType<R> type, Optional<String> processor) {
        CompletableFuture<R> answer = axon.queryGateway().query(query, type);
        return processor.isEmpty()
                ? answer
                : answer.thenCompose(
                        seen -> active.isStillActive(model, processor.get()) ? answer : ask(model, query, type));
    }

    /** Reads events, off this thread; the stream of an id that is not a user's fails. */
    public <R> CompletableFuture<R> read(Function<EventStore, R> reader) {
        return CompletableFuture.completedFuture(events())
                .thenApplyAsync(reader, workers.queries()); // a full queue fails the answer, not the caller
    }

    /**
     * How far a read model that this engine answers from is behind the head of the store, in positions, on whichever node it
     * is kept: 0 if it lacks nothing. Asks the store and the database.
     */
    public long behind(ReadModel model) {
        Optional<TrackingToken> newest = newest();
        if (newest.isEmpty()) {
            return 0;
        }
        List<@Nullable TrackingToken> reached = active.keeps(model)
                ? segments.reached(active.processor(model))
                : segments.stored(model.processor(activeGeneration(model)));
        return reads.behind(reached, newest.get());
    }

    private int activeGeneration(ReadModel model) {
        return transactions.fetchInTransaction(
                () -> model.activeGeneration(database.entityManagers().getEntityManager()));
    }

    private Optional<TrackingToken> newest() {
        return head.get().orTimeout(HEAD_SECONDS, SECONDS).join();
    }

    /** Asks a read model as it is, on this thread. */
    public <R> CompletableFuture<R> look(Object query, Class<R> type) {
        return axon.queryGateway().query(query, type);
    }

    /**
     * The processors that do not run here, have a segment that no living node keeps, or are held up by an error; never asks
     * the database.
     */
    public Set<String> heldUp() {
        Set<String> heldUp = kept().filter(this::isHeldUp)
                .map(StreamingEventProcessor::getName)
                .collect(toCollection(TreeSet::new));
        if (!heldUp.isEmpty()) {
            heldUp.retainAll(processors()); // another generation may have taken over while they were looked at
        }
        return heldUp;
    }

    /** A processor without a segment here has no occasion to show that it is over an error it once had. */
    private boolean isHeldUp(StreamingEventProcessor processor) {
        return !processor.isRunning()
                || processor.isError() && !processor.processingStatus().isEmpty()
                || !segments.areKept(processor)
                || errors.holdUp(processor.getName(), segments.lastReached(processor));
    }

    /** Names of all processors, those of read models as far as they keep an active generation. */
    public Set<String> processors() {
        return kept().map(StreamingEventProcessor::getName).collect(toUnmodifiableSet());
    }

    private Stream<StreamingEventProcessor> kept() {
        return Stream.concat(active.processors().stream(), reactions.stream().map(this::reaction));
    }

    /**
     * Rebuilds read models beside what queries see (behaviour P4), or goes on with a rebuild of the same ones that was left
     * unfinished.
     *
     * @param models which ones; without any, all
     * @throws RebuildRefused if somebody rebuilds already, or a rebuild of other read models is unfinished
     */
    public Rebuild rebuild(Set<ReadModel> models) {
        return rebuilds.rebuild(models.isEmpty() ? EnumSet.allOf(ReadModel.class) : models);
    }

    /**
     * Gives up the rebuild that was left unfinished, or finishes it if queries see it already; empty if there is none.
     *
     * @throws RebuildRefused if somebody works on it
     */
    public Optional<Rebuild> cancelRebuild() {
        return rebuilds.cancel();
    }

    /** The rebuild that was under way or unfinished at the last look, by whomever; never asks the database. */
    public Optional<Rebuild.Progress> rebuildUnderWay() {
        return active.underWay().map(RebuildTable.Row::progress);
    }

    /**
     * How far each processor that runs here is behind the head of the store, in positions: at least as many as events, as
     * appends that were rolled back leave gaps. Asks the store for its head.
     */
    public Map<String, Long> lags() {
        long newest = newest().map(token -> token.position().orElse(-1)).orElse(-1L);
        Map<String, Long> lags = new HashMap<>();
        kept().forEach(processor -> processor.processingStatus().values().stream()
                .mapToLong(segment -> segment.getCurrentPosition().orElse(-1))
                .min()
                .ifPresent(position -> lags.put(processor.getName(), Math.max(0, newest - position))));
        return lags;
    }

    /** Empties the cache: every aggregate is loaded afresh, from its snapshot if it has one. */
    public void forgetAggregates() {
        cache.removeAll();
    }

    /**
     * Processors that met an error wait up to a minute before they try again. That is for errors of their own; when the
     * database or Axon Server was the matter and is back, they go on at once. Each on a thread of its own, since a processor
     * may first have to wait until it has stopped.
     */
    private void resume() {
        Stream.concat(projections.all().stream(), reactions.stream().map(this::reaction))
                .filter(StreamingEventProcessor::isError)
                .filter(processor -> resuming.add(processor.getName()))
                .forEach(processor -> new Thread(() -> restart(processor), "passlink-resume").start());
    }

    private void restart(StreamingEventProcessor processor) {
        try {
            while (isWanted(processor)) {
                try {
                    processor.shutDown();
                    processor.start();
                    break;
                } catch (RuntimeException e) {
                    log.warn("{} could not be started again yet", processor.getName(), e);
                    LockSupport.parkNanos(SECONDS.toNanos(1));
                }
            }
            if (!isWanted(processor)) { // meanwhile
                processor.shutDown();
            }
        } finally {
            resuming.remove(processor.getName());
        }
    }

    private boolean isWanted(StreamingEventProcessor processor) {
        return !closed && (reactions.contains(processor.getName()) || projections.has(processor.getName()));
    }

    private StreamingEventProcessor reaction(String name) {
        return axon.eventProcessingConfiguration()
                .eventProcessor(name, StreamingEventProcessor.class)
                .orElseThrow();
    }

    /** Finishes what is in flight, then stops. */
    @Override
    public void close() {
        try {
            if (router != null) {
                router.stopHandling();
            }
            rebuilds.close();
            workers.finish();
        } finally {
            active.close();
            closed = true;
            axon.shutdown();
            workers.close();
        }
    }

    /** Collects what the engine is made of. */
    public static final class Builder {

        static { // a library neither advertises nor asks for updates behind its user's back
            System.setProperty("disable-axoniq-console-message", "true");
            System.setProperty("axoniq.update-checker.disabled", "true");
        }

        private final Configurer axon = DefaultConfigurer.defaultConfiguration(false);
        private final EventProcessingConfigurer processing = axon.eventProcessing();
        private final Database database;
        private final Workers workers = new Workers();
        private final Cache cache = new AggregateCache(CACHED_AGGREGATES);
        private final Set<String> reactions = new LinkedHashSet<>();
        private final Map<ReadModel, Integer> shown = new EnumMap<>(ReadModel.class);
        private Function<Configuration, SnapshotTriggerDefinition> snapshots =
                config -> NoSnapshotTriggerDefinition.INSTANCE;
        private Function<Configuration, Predicate<Collection<Long>>> anyEventAt = config -> positions -> false;
        private Function<Configuration, Supplier<CompletableFuture<Optional<TrackingToken>>>> head =
                config -> () -> CompletableFuture.completedFuture(
                        Optional.ofNullable(config.eventStore().createHeadToken()));
        private Consumer<Collection<String>> prefetch = users -> {};
        private Function<Configuration, Histories> histories = Builder::inMemory;
        private Function<Configuration, StoredEvents> asStored =
                config -> new StreamedEvents(() -> config.getComponent(EventStorageEngine.class)
                        .readEvents(null, false)
                        .map(event -> StreamedEvents.stored((DomainEventMessage<?>) event, config.eventSerializer())));
        private Function<Class<?>, String> storedNames = Class::getName;
        private @Nullable AxonServer events;
        private @Nullable AxonServer router;
        private TransactionManager appends;
        private Duration consistencyWait = Duration.ofSeconds(2);
        private MeterRegistry meters = new CompositeMeterRegistry();

        private Builder(Database database) {
            this.database = database;
            this.appends = database.transactions();
            configureMessaging();
            configureProcessing();
        }

        /**
         * Events live in memory, and are gone when the engine is. No snapshots are taken: this storage would hand out the
         * snapshot itself, and the next load would change it.
         */
        public Builder eventsInMemory() {
            snapshots = config -> NoSnapshotTriggerDefinition.INSTANCE;
            axon.registerComponent(EventStorageEngine.class, config -> new InMemoryEventStorageEngine());
            axon.configureEventStore(this::ownStore);
            return this;
        }

        /** Events live in the database. */
        public Builder eventsInDatabase() {
            snapshots = config -> new EventCountSnapshotTriggerDefinition(config.snapshotter(), SNAPSHOT_EVERY);
            axon.registerComponent(EventStorageEngine.class, this::jpaEvents);
            axon.configureEventStore(this::ownStore);
            anyEventAt = config -> ((JpaEvents) config.getComponent(EventStorageEngine.class))::anyAt;
            histories = config ->
                    new DatabaseHistories(database, config.eventSerializer(), config.upcasterChain(), prefetch);
            asStored = config -> new DatabaseEvents(database, config.eventSerializer());
            return this;
        }

        /** Events live in Axon Server, which also brings commands and queries from node to node. */
        public Builder eventsIn(AxonServer server) {
            events = server;
            router = server;
            snapshots = config -> new EventCountSnapshotTriggerDefinition(config.snapshotter(), SNAPSHOT_EVERY);
            appends = NoTransactionManager.instance();
            axon.configureEventStore(config -> watched(server.events(config)));
            head = config -> server::head;
            histories = config -> new StreamedHistories(
                    userId ->
                            config.eventStore().readEvents(userId, 0).asStream().toList(),
                    after -> server.after(after, config.eventStore()));
            asStored = config -> server.asStored();
            return this;
        }

        /**
         * Handles its own commands only, and none of other nodes, wherever the events are; and takes no snapshots, for which
         * it may not know enough. To be called after the place of events was chosen.
         */
        public Builder onItsOwn() {
            router = null;
            snapshots = config -> NoSnapshotTriggerDefinition.INSTANCE;
            return this;
        }

        /**
         * Events live in the store of an application, and are appended in its transactions. No snapshots are taken: its
         * serializer of snapshots need not know how to write ours.
         */
        public Builder eventsOf(HostEvents host) {
            snapshots = config -> NoSnapshotTriggerDefinition.INSTANCE;
            appends = host.transactions();
            axon.configureEventStore(config -> host.countedBy(new CodeCounts(meters)));
            anyEventAt = config -> host::anyAt;
            histories = config -> host.histories();
            asStored = config -> host.asStored(config.eventSerializer());
            return this;
        }

        /**
         * The stored form.
         *
         * @param events  of events
         * @param general of snapshots and tokens
         * @param older   make present forms of older ones, in this order
         */
        public Builder storedAs(Serializer events, Serializer general, List<EventUpcaster> older) {
            storedNames = type -> events.typeForClass(type).getName();
            axon.configureEventSerializer(config -> events);
            axon.configureSerializer(config -> general);
            older.forEach(upcaster -> axon.registerEventUpcaster(config -> upcaster));
            return this;
        }

        /** Who is told whose events are about to be read, many users' at once, so that it can look up what that takes. */
        public Builder readsAhead(Consumer<Collection<String>> prefetch) {
            this.prefetch = prefetch;
            return this;
        }

        /** What commands, queries and their answers look like on their way between nodes. */
        public Builder sentAs(Serializer messages) {
            axon.configureMessageSerializer(config -> messages);
            return this;
        }

        /** What the aggregate decides by. */
        public Builder decidesBy(Roles roles, InitCodeRules rules, CodeVerifier codes, PasskeyVerifier passkeys) {
            axon.registerComponent(Roles.class, config -> roles);
            axon.registerComponent(InitCodeRules.class, config -> rules);
            axon.registerComponent(CodeVerifier.class, config -> codes);
            axon.registerComponent(PasskeyVerifier.class, config -> passkeys);
            axon.registerComponent(CredentialClaims.class, config -> new CredentialStreams(config::eventStore));
            axon.configureAggregate(AggregateConfigurer.defaultConfiguration(User.class)
                    .configureCache(config -> cache)
                    .configureSnapshotTrigger(config -> snapshots.apply(config)));
            return this;
        }

        /** The same where nobody presents a code or registers a passkey. */
        public Builder decidesWithoutCodes(Roles roles, InitCodeRules rules) {
            return decidesBy(
                    roles,
                    rules,
                    (userId, code, proof) -> {
                        throw new IllegalStateException("no code is presented here");
                    },
                    (ceremony, response) -> {
                        throw new IllegalStateException("no passkey is registered here");
                    });
        }

        /** Adds a read model, whose active generation is kept here, and what answers queries from it. */
        public Builder shows(ReadModel model) {
            shown.put(model, activeGeneration(model));
            return answers(model);
        }

        /** Adds what answers queries from the active generation of a read model that other nodes keep. */
        public Builder answers(ReadModel model) {
            int generation = activeGeneration(model);
            Object projection = projection(model, generation);
            axon.registerQueryHandler(config -> projection);
            return this;
        }

        private Object projection(ReadModel model, int generation) {
            return model.projection(generation, database.entityManagers(), type -> storedNames.apply(type));
        }

        private int activeGeneration(ReadModel model) {
            return database.transactions()
                    .fetchInTransaction(() ->
                            model.activeGeneration(database.entityManagers().getEntityManager()));
        }

        /**
         * Adds something that reacts to events with side effects, and therefore never replays (behaviour M4).
         *
         * @param processor name of its processor
         * @param handler   handles events
         */
        public Builder reacts(String processor, Object handler) {
            reactions.add(processor);
            processing.registerEventHandler(config -> handler);
            processing.assignHandlerInstancesMatching(processor, candidate -> candidate == handler);
            processing.registerPooledStreamingEventProcessor(
                    processor, this::source, (config, builder) -> inSmallSteps(builder.batchSize(REACTION_BATCH)));
            return this;
        }

        /** How long a read waits for its projection; default 2 seconds. */
        public Builder consistencyWait(Duration wait) {
            this.consistencyWait = wait;
            return this;
        }

        /** Where is counted what becomes of codes, and how processors and pools do; default nowhere. */
        public Builder meters(MeterRegistry meters) {
            this.meters = meters;
            return this;
        }

        /** How messages are traced; default not at all. */
        public Builder tracing(SpanFactory spans) {
            axon.configureSpanFactory(config -> spans);
            return this;
        }

        /** The events since some time, at least those, in the order of the store; nothing is started. To be closed. */
        public Stream<? extends TrackedEventMessage<?>> eventsSince(Instant time) {
            Configuration configuration = axon.buildConfiguration();
            if (events != null) {
                return events.since(time, configuration.eventStore());
            }
            EventStorageEngine storage = configuration.getComponent(EventStorageEngine.class);
            return storage.readEvents(storage.createTokenAt(time), false);
        }

        /** Puts everything together; nothing runs before {@link Engine#start}. */
        public Engine build() {
            if (router != null) {
                router.routesFor(axon, database.transactions());
            }
            Configuration configuration = axon.buildConfiguration();
            workers.measuredBy(meters);
            reactions.forEach(configuration.getComponent(ProcessorErrors.class)::failures);
            return new Engine(configuration, this);
        }

        /** Puts everything together and starts it. */
        public Engine start() {
            Engine engine = build();
            try {
                engine.start();
                return engine;
            } catch (RuntimeException | Error e) {
                engine.close();
                throw e;
            }
        }

        private void configureMessaging() {
            axon.configureTransactionManager(config -> database.transactions());
            axon.configureCorrelationDataProviders(config ->
                    List.of(new MessageOriginProvider(EventMetaData.CAUSATION_ID, EventMetaData.CORRELATION_ID)));
            axon.registerComponent(CommandBus.class, this::commandBus);
            axon.registerComponent(
                    CommandGateway.class,
                    config -> DefaultCommandGateway.builder()
                            .commandBus(config.commandBus())
                            .commandCallback(
                                    NoOpCallback.INSTANCE) // whoever asked is told; the log is for what is unexpected
                            .build());
        }

        private static Histories inMemory(Configuration config) {
            EventStorageEngine storage = config.getComponent(EventStorageEngine.class);
            return new StreamedHistories(
                    userId -> storage.readEvents(userId, 0).asStream().toList(),
                    after -> storage.readEvents(after, false));
        }

        private EventStore ownStore(Configuration config) {
            return watched(EmbeddedEventStore.builder()
                    .storageEngine(config.getComponent(EventStorageEngine.class))
                    .spanFactory(config.getComponent(EventBusSpanFactory.class))
                    .fetchDelay(200)
                    .build());
        }

        private EventStore watched(EventStore store) {
            store.registerDispatchInterceptor(Attempt.noteAppends());
            store.registerDispatchInterceptor(new CodeCounts(meters));
            return store;
        }

        private CommandBus commandBus(Configuration config) {
            HandlingCommandBus bus = new HandlingCommandBus(
                    appends,
                    config.getComponent(CommandBusSpanFactory.class),
                    workers.commands(),
                    IntervalRetryScheduler.builder()
                            .retryExecutor(workers.timer())
                            .retryInterval(5)
                            .maxRetryCount(20)
                            .build(),
                    events == null ? UnaryOperator.identity() : AxonServerFailures::inCommonWords);
            bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(config.correlationDataProviders()));
            return router == null ? bus : router.commandBus(bus, config);
        }

        private EventStorageEngine jpaEvents(Configuration config) {
            JpaEventStorageEngine.Builder builder = JpaEventStorageEngine.builder()
                    .eventSerializer(config.eventSerializer())
                    .snapshotSerializer(config.serializer())
                    .snapshotFilter(config.snapshotFilter())
                    .upcasterChain(config.upcasterChain())
                    .persistenceExceptionResolver(new JpaEvents.DuplicateKeys())
                    .entityManagerProvider(database.entityManagers())
                    .transactionManager(database.transactions())
                    .batchSize(1000);
            return new JpaEvents(builder, database.transactions(), database::isThere);
        }

        private void configureProcessing() {
            axon.registerComponent(Tokens.class, config -> new Tokens(database.entityManagers(), config.serializer()));
            axon.registerComponent(
                    Segments.class, config -> new Segments(config.getComponent(Tokens.class), database.transactions()));
            processing.registerTokenStore(config -> config.getComponent(Tokens.class));
            processing.registerDefaultHandlerInterceptor((config, processor) -> new CorrelationInLogs());
            processing.registerDefaultListenerInvocationErrorHandler(config -> PropagatingErrorHandler.instance());
            axon.registerComponent(ProcessorErrors.class, config -> new ProcessorErrors(meters));
            processing.registerDefaultErrorHandler(config -> config.getComponent(ProcessorErrors.class));
        }

        private StreamableMessageSource<TrackedEventMessage<?>> source(Configuration config) {
            return events == null ? new PromptEvents(config.eventStore()) : config.eventStore();
        }

        private static PooledStreamingEventProcessor.Builder inSmallSteps(
                PooledStreamingEventProcessor.Builder builder) {
            return builder.initialSegmentCount(1)
                    .claimExtensionThreshold(STORED_WITHIN_MILLIS)
                    .tokenClaimInterval(CLAIM_EVERY_MILLIS)
                    .initialToken(source -> null); // the beginning, also of a store that cannot be reached yet
        }
    }
}
