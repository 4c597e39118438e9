package dev.passlink.api.engine;

import dev.passlink.projection.ReadModel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.EventProcessorSpanFactory;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * The event processors that keep generations of read models on this node. Axon's configuration knows only processors that
 * are there from the start; these come and go with rebuilds.
 */
final class Projections {

    private static final int BATCH = 500;

    /** More than one is busy only once a processor's segment was split, which is done by hand. */
    private static final int WORKERS = 4;

    private final Configuration axon;
    private final Database database;
    private final StreamableMessageSource<TrackedEventMessage<?>> events;
    private final Function<Class<?>, String> storedNames;
    private final UnaryOperator<PooledStreamingEventProcessor.Builder> settings;
    private final @Nullable AxonServer server;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param storedNames under which name an event of a class is stored
     * @param settings what all processors have in common
     * @param server   which shows them; {@code null} if none does
     */
    Projections(
            Configuration axon,
            Database database,
            StreamableMessageSource<TrackedEventMessage<?>> events,
            Function<Class<?>, String> storedNames,
            UnaryOperator<PooledStreamingEventProcessor.Builder> settings,
            @Nullable AxonServer server) {
        this.axon = axon;
        this.database = database;
        this.events = events;
        this.storedNames = storedNames;
        this.settings = settings;
        this.server = server;
    }

    private static final class Running {

        private final PooledStreamingEventProcessor processor;
        private final List<ScheduledExecutorService> threads;
        private @Nullable Runnable hide;

        Running(PooledStreamingEventProcessor processor, List<ScheduledExecutorService> threads) {
            this.processor = processor;
            this.threads = threads;
        }

        synchronized void start(@Nullable AxonServer server) {
            processor.start();
            if (server != null && hide == null) {
                hide = server.show(processor);
            }
        }

        synchronized CompletableFuture<Void> stop() {
            if (hide != null) {
                hide.run();
            }
            return processor
                    .shutdownAsync()
                    .whenComplete((stopped, thrown) -> threads.forEach(ScheduledExecutorService::shutdown));
        }
    }

    /** Those that are here, whether they run yet or not. */
    Collection<StreamingEventProcessor> all() {
        return running.values().stream()
                .<StreamingEventProcessor>map(here -> here.processor)
                .toList();
    }

    /** Whether the processor by this name is here. */
    boolean has(String name) {
        return running.containsKey(name);
    }

    /** The processor of a generation, which is here from now on, but does not run yet unless it did before. */
    StreamingEventProcessor of(ReadModel model, int generation) {
        return here(model, generation).processor;
    }

    /** The processor of a generation, which runs here from now on. */
    StreamingEventProcessor start(ReadModel model, int generation) {
        Running here = here(model, generation);
        here.start(server);
        return here.processor;
    }

    /** Starts all that are here. */
    void start() {
        running.values().forEach(here -> here.start(server));
    }

    private Running here(ReadModel model, int generation) {
        return running.computeIfAbsent(model.processor(generation), name -> make(name, model, generation));
    }

    /** Has the processor of a generation go; completes once it has let its segments go. */
    CompletableFuture<Void> stop(ReadModel model, int generation) {
        Running gone = running.remove(model.processor(generation));
        if (gone == null) {
            return CompletableFuture.completedFuture(null);
        }
        axon.getComponent(ProcessorErrors.class).forget(gone.processor.getName());
        return gone.stop();
    }

    /** Has all stop, which stay here. */
    CompletableFuture<Void> stop() {
        return CompletableFuture.allOf(
                running.values().stream().map(Running::stop).toArray(CompletableFuture[]::new));
    }

    private Running make(String name, ReadModel model, int generation) {
        ScheduledExecutorService coordinator = threads(1, "Coordinator", name);
        ScheduledExecutorService workers = threads(WORKERS, "WorkPackage", name);
        ProcessorErrors errors = axon.getComponent(ProcessorErrors.class);
        errors.failures(name);
        PooledStreamingEventProcessor processor = settings.apply(PooledStreamingEventProcessor.builder()
                        .name(name)
                        .eventHandlerInvoker(
                                invoker(model.projection(generation, database.entityManagers(), storedNames)))
                        .errorHandler(errors)
                        .messageSource(events)
                        .tokenStore(axon.getComponent(Tokens.class))
                        .transactionManager(axon.getComponent(TransactionManager.class))
                        .coordinatorExecutor(coordinator)
                        .workerExecutor(workers)
                        .spanFactory(axon.getComponent(EventProcessorSpanFactory.class))
                        .batchSize(BATCH))
                .build();
        processor.registerHandlerInterceptor(new CorrelationInLogs());
        processor.registerHandlerInterceptor(new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
        return new Running(processor, List.of(coordinator, workers));
    }

    private SimpleEventHandlerInvoker invoker(Object projection) {
        return SimpleEventHandlerInvoker.builder()
                .eventHandlers(projection)
                .handlerDefinition(axon.handlerDefinition(projection.getClass()))
                .parameterResolverFactory(axon.parameterResolverFactory())
                .listenerInvocationErrorHandler(PropagatingErrorHandler.instance())
                .sequencingPolicy(SequentialPerAggregatePolicy.instance())
                .build();
    }

    private static ScheduledExecutorService threads(int number, String role, String name) {
        return Executors.newScheduledThreadPool(number, new AxonThreadFactory(role + "[" + name + "]"));
    }
}
