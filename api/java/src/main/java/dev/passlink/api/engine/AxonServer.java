package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.api.engine.AxonServerAccess.Encrypted;
import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.User;
import io.axoniq.axonserver.connector.AxonServerConnection;
import io.axoniq.axonserver.connector.Registration;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.ProcessingInstruction;
import io.axoniq.axonserver.grpc.ProcessingKey;
import io.axoniq.axonserver.grpc.command.Command;
import io.axoniq.axonserver.grpc.command.CommandResponse;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.axonserver.connector.event.axon.AxonServerEventStore;
import org.axonframework.axonserver.connector.event.axon.EventProcessorInfoConfiguration;
import org.axonframework.axonserver.connector.processor.EventProcessorControlService;
import org.axonframework.axonserver.connector.query.AxonServerQueryBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryBusSpanFactory;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Axon Server: where events and snapshots are, and what carries commands and queries between nodes. It is
 * looked at once a second, by a command to this very node and a question to the event store, so that it counts as there
 * only once this node's handlers are registered. While it is away, commands are refused at once; it connects again by
 * itself.
 */
public final class AxonServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AxonServer.class);

    private static final long LOOK_SECONDS = 2;
    private static final int ANSWER_WITHIN_MILLIS = 10_000;
    private static final int RECONNECT_MILLIS = 500;
    private static final int EVENTS_AHEAD = 1_000;
    private static final Set<String> OURS = Set.of(User.TYPE, CredentialClaimed.TYPE);

    private final AxonServerConfiguration configuration = new AxonServerConfiguration();
    private final AxonServerConnectionManager connections;
    private final Watch watch = new Watch("Axon Server", this::answers);
    private volatile LongSupplier passed = () -> -1;
    private volatile boolean hasLostEvents;
    private volatile boolean handlesCommands;

    private AxonServer(AxonServerAccess access) {
        configuration.setServers(String.join(",", access.servers()));
        configuration.setContext(access.context());
        configuration.setToken(access.token());
        configuration.setComponentName("passlink");
        configuration.setClientId(ManagementFactory.getRuntimeMXBean().getName() + "-" + UUID.randomUUID());
        configuration.setSuppressDownloadMessage(true);
        configuration.setReconnectInterval(RECONNECT_MILLIS);
        configuration.setCommitTimeout(ANSWER_WITHIN_MILLIS);
        // A projection is where its token is. With events held back that it ignores, it would never seem to reach the
        // head.
        configuration.setEventBlockListingEnabled(false);
        if (access.channel() instanceof Encrypted encrypted) {
            configuration.setSslEnabled(true);
            if (encrypted.authority() != null) {
                configuration.setCertFile(encrypted.authority().toString());
            }
        }
        connections = AxonServerConnectionManager.builder()
                .routingServers(configuration.getServers())
                .axonServerConfiguration(configuration)
                .build();
    }

    /** Connects; if it cannot be reached, goes on trying. */
    public static AxonServer connect(AxonServerAccess access) {
        AxonServer server = new AxonServer(access);
        server.connection();
        return server;
    }

    /** Whether it has answered within the last three seconds, and brings commands to this node; never waits. */
    public boolean isThere() {
        return !hasLostEvents && watch.isThere();
    }

    /**
     * Whether the context holds any event.
     *
     * @throws AxonServerAway if it does not answer within ten seconds
     */
    public boolean holdsEvents() {
        Long last = answered(connection().eventChannel().getLastToken(), ANSWER_WITHIN_MILLIS);
        return last != null && last >= 0;
    }

    /** What to do each time it is back after it was away; runs on a thread of its own. */
    void whenBack(Runnable action) {
        watch.whenBack(action);
    }

    /**
     * Has Axon Server bring queries from elsewhere to this node, and show its event processors. Whoever may use its
     * dashboard can also pause and start them, and split, merge and move their segments.
     */
    void routesFor(Configurer axon, TransactionManager transactions) {
        axon.registerComponent(AxonServerConfiguration.class, config -> configuration);
        axon.registerComponent(AxonServerConnectionManager.class, config -> connections);
        axon.registerModule(new EventProcessorInfoConfiguration());
        axon.configureQueryBus(config -> queryBus(transactions, config));
    }

    /** Shows one more event processor there; answers what takes that back. */
    Runnable show(StreamingEventProcessor processor) {
        return new Shown(connections, configuration).show(processor)::cancel;
    }

    /** Axon's own knows only event processors that are there from the start. */
    private static final class Shown extends EventProcessorControlService {

        Shown(AxonServerConnectionManager connections, AxonServerConfiguration configuration) {
            super(connections, null, configuration);
        }

        Registration show(StreamingEventProcessor processor) {
            return axonServerConnectionManager
                    .getConnection(context)
                    .controlChannel()
                    .registerEventProcessor(
                            processor.getName(),
                            infoSupplier(processor),
                            new AxonProcessorInstructionHandler(processor, processor.getName()));
        }
    }

    EventStore events(Configuration axon) {
        EventStore store = store(axon);
        store.registerDispatchInterceptor(events -> {
            if (hasLostEvents) { // whoever gave the command, and on whichever node
                throw new AxonServerAway(null);
            }
            return (index, event) -> event;
        });
        return store;
    }

    /** Our events as they are stored. */
    StoredEvents asStored() {
        return new StreamedEvents(() -> {
            long head = lastPosition();
            EventStream events = connection().eventChannel().openStream(-1, EVENTS_AHEAD);
            Stream<EventWithToken> all = Stream.iterate(
                    next(events, -1, head), Objects::nonNull, last -> next(events, last.getToken(), head));
            return all.filter(event -> OURS.contains(event.getEvent().getAggregateType()))
                    .map(AxonServer::stored)
                    .onClose(events::close);
        });
    }

    /** {@code null} after the last one. */
    private static @Nullable EventWithToken next(EventStream events, long last, long head) {
        if (last >= head) {
            return null;
        }
        try {
            EventWithToken next = events.nextIfAvailable(ANSWER_WITHIN_MILLIS, MILLISECONDS);
            if (next == null) {
                throw new AxonServerAway(null);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AxonServerAway(e);
        }
    }

    private static StoredEvent stored(EventWithToken read) {
        Event event = read.getEvent();
        SortedMap<String, String> metaData = new TreeMap<>();
        event.getMetaDataMap()
                .forEach((key, value) ->
                        metaData.put(key, value.hasTextValue() ? value.getTextValue() : value.toString()));
        return new StoredEvent(
                read.getToken(),
                event.getAggregateIdentifier(),
                event.getAggregateType(),
                event.getAggregateSequenceNumber(),
                event.getMessageIdentifier(),
                event.getPayload().getType(),
                event.getPayload().getRevision(),
                Instant.ofEpochMilli(event.getTimestamp()).toString(),
                event.getPayload().getData().toByteArray(),
                metaData);
    }

    private EventStore store(Configuration axon) {
        return AxonServerEventStore.builder()
                .configuration(configuration)
                .platformConnectionManager(connections)
                .snapshotSerializer(axon.serializer())
                .eventSerializer(axon.eventSerializer())
                .snapshotFilter(axon.snapshotFilter())
                .upcasterChain(axon.upcasterChain())
                .spanFactory(axon.getComponent(EventBusSpanFactory.class))
                .build();
    }

    /** Brings commands to the node that handles those for the same user. */
    CommandBus commandBus(CommandBus here, Configuration axon) {
        return new RoutingCommandBus(
                AxonServerCommandBus.builder()
                        .axonServerConnectionManager(connections)
                        .configuration(configuration)
                        .localSegment(here)
                        .serializer(axon.messageSerializer())
                        .routingStrategy(RoutingCommandBus.BY_USER)
                        .spanFactory(axon.getComponent(CommandBusSpanFactory.class)),
                this);
    }

    /** Takes queries from elsewhere; those that this node can answer itself, which are all of its own, stay here. */
    private QueryBus queryBus(TransactionManager transactions, Configuration axon) {
        QueryBusSpanFactory spans = axon.getComponent(QueryBusSpanFactory.class);
        return AxonServerQueryBus.builder()
                .axonServerConnectionManager(connections)
                .configuration(configuration)
                .localSegment(SimpleQueryBus.builder()
                        .transactionManager(transactions)
                        .queryUpdateEmitter(axon.queryUpdateEmitter())
                        .spanFactory(spans)
                        .build())
                .updateEmitter(axon.queryUpdateEmitter())
                .messageSerializer(axon.messageSerializer())
                .genericSerializer(axon.serializer())
                .spanFactory(spans)
                .enabledLocalSegmentShortCut()
                .build();
    }

    /** The newest position, empty if there is none; fails with {@link AxonServerAway} if nobody can say. */
    CompletableFuture<Optional<TrackingToken>> head() {
        CompletableFuture<Long> last = isThere()
                ? connection().eventChannel().getLastToken()
                : CompletableFuture.failedFuture(new AxonServerAway(null));
        return last.handle((position, thrown) -> {
            if (thrown != null) {
                throw new AxonServerAway(thrown);
            }
            return Optional.ofNullable(position).filter(token -> token >= 0).map(GlobalSequenceTrackingToken::new);
        });
    }

    /** The events since some time, up to the present head. */
    Stream<? extends TrackedEventMessage<?>> since(Instant time, EventStore events) {
        return after(events.createTokenAt(time), events);
    }

    /** The events after a position, or all, up to the present head. */
    Stream<? extends TrackedEventMessage<?>> after(@Nullable TrackingToken start, EventStore events) {
        TrackingToken head = events.createHeadToken();
        if (head == null || (start != null && start.covers(head))) {
            return Stream.empty();
        }
        Reading reading = new Reading(events.openStream(start), head);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(reading, Spliterator.ORDERED), false)
                .onClose(reading.events::close);
    }

    /** Reads a stream, which goes on for ever, up to a position. */
    private static final class Reading implements Iterator<TrackedEventMessage<?>> {

        private final BlockingStream<TrackedEventMessage<?>> events;
        private final TrackingToken last;
        private boolean over;

        Reading(BlockingStream<TrackedEventMessage<?>> events, TrackingToken last) {
            this.events = events;
            this.last = last;
        }

        @Override
        public boolean hasNext() {
            return !over;
        }

        @Override
        public TrackedEventMessage<?> next() {
            try {
                if (!events.hasNextAvailable(ANSWER_WITHIN_MILLIS, MILLISECONDS)) {
                    throw new AxonServerAway(null);
                }
                TrackedEventMessage<?> event = events.nextAvailable();
                over = event.trackingToken().covers(last);
                return event;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AxonServerAway(e);
            }
        }
    }

    /**
     * Begins to look, once handlers have been registered.
     *
     * @param passed the newest position that event processors have passed, -1 if none is known
     */
    void start(LongSupplier passed) {
        this.passed = passed;
        Registration last = connection()
                .commandChannel()
                .registerCommandHandler(
                        command -> CompletableFuture.completedFuture(CommandResponse.getDefaultInstance()),
                        1,
                        toItself());
        handlesCommands = true;
        if (hasLostEvents) {
            unsubscribe();
        }
        try {
            last.awaitAck(LOOK_SECONDS, SECONDS);
        } catch (Exception notThere) { // which the first look will see
            log.debug("No handlers are registered yet", notThere);
        }
        watch.start();
    }

    /** Takes no more commands from elsewhere: they go to other nodes from now on. Nor is it looked at any longer. */
    void stopHandling() {
        watch.close();
        if (handlesCommands && connection().isConnected()) {
            unsubscribe();
        }
    }

    private void unsubscribe() {
        try {
            answered(connection().commandChannel().prepareDisconnect(), SECONDS.toMillis(LOOK_SECONDS));
        } catch (AxonServerAway e) { // and so brings nothing
            log.debug("Axon Server was not told that this node takes no more commands", e);
        }
    }

    private boolean answers() {
        try {
            refuseIfEventsAreLost(passed.getAsLong(), lastPosition()); // in this order: both grow
            CommandResponse answer =
                    answered(connection().commandChannel().sendCommand(look()), SECONDS.toMillis(LOOK_SECONDS));
            return answer.getErrorCode().isEmpty() && connection().isReady();
        } catch (AxonServerAway e) {
            if (!connection().isConnected() || !watch.isThere()) {
                watch.lost(e.why(), e);
            }
            return false;
        }
    }

    /**
     * Looks once, for whoever works beside the nodes.
     *
     * @throws AxonServerAway        if it does not answer
     * @throws IllegalStateException if it does not even hold what event processors have passed
     */
    void requireEvents(long passed) {
        refuseIfEventsAreLost(passed, lastPosition());
        if (hasLostEvents) {
            throw new IllegalStateException("Axon Server has lost events, so nothing is appended to it; see the log");
        }
    }

    /**
     * Event processors would wait until the store has grown past where they are, and never see what it grows by: no row, no
     * mail.
     */
    private void refuseIfEventsAreLost(long passed, long last) {
        if (last < passed && !hasLostEvents) {
            hasLostEvents = true;
            log.error(
                    "Axon Server ends at position {}, but event processors have passed {}: it has lost events, or is an"
                            + " older copy. Commands are refused until this node is started again, with rows that fit;"
                            + " see docs/deployment.md",
                    last,
                    passed);
            if (handlesCommands) {
                unsubscribe();
            }
        }
    }

    private long lastPosition() {
        Long last = answered(connection().eventChannel().getLastToken(), SECONDS.toMillis(LOOK_SECONDS));
        return last == null ? -1 : last;
    }

    private Command look() {
        return Command.newBuilder()
                .setName(toItself())
                .addProcessingInstructions(ProcessingInstruction.newBuilder()
                        .setKey(ProcessingKey.ROUTING_KEY)
                        .setValue(MetaDataValue.newBuilder().setTextValue(toItself())))
                .build();
    }

    /** The name of a command that this node alone handles. */
    private String toItself() {
        return "passlink.look." + configuration.getClientId();
    }

    private AxonServerConnection connection() {
        return connections.getConnection();
    }

    private static <T> T answered(CompletableFuture<T> answer, long withinMillis) {
        try {
            return answer.get(withinMillis, MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AxonServerAway(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AxonServerAway(e);
        }
    }

    @Override
    public void close() {
        watch.close();
        connections.shutdown();
    }
}
