package dev.passlink.api.engine;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.event.UserEvent;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.axonframework.common.Registration;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.AbstractEventStore;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * The event store of an application that Passlink is installed into, as Passlink uses it: nothing of it is changed, its
 * questions about positions are asked in the application's transactions, and a stream that is not one of ours is not
 * taken for a user.
 */
public final class HostEvents implements EventStore {

    private final AbstractEventStore store;
    private final EventStorageEngine storage;
    private final TransactionManager transactions;
    private volatile CodeCounts counts = new CodeCounts(new CompositeMeterRegistry());

    private HostEvents(AbstractEventStore store, EventStorageEngine storage, TransactionManager transactions) {
        this.store = store;
        this.storage = storage;
        this.transactions = transactions;
    }

    /**
     * The event store of an application.
     *
     * @param host       its configuration
     * @param keepsForm  whether a serializer stores Passlink's events in their stable form
     * @param readsOlder whether a chain of upcasters reads the older forms of Passlink's events
     * @throws IllegalStateException if Passlink's events cannot be stored there safely; says what to do about it
     */
    public static HostEvents of(
            Configuration host, Predicate<Serializer> keepsForm, Predicate<EventUpcaster> readsOlder) {
        EventBus bus = host.eventBus();
        if (!(bus instanceof AbstractEventStore store)) {
            throw new IllegalStateException("Passlink needs an event store, but the configuration has a "
                    + bus.getClass().getName() + "; configure one with configureEmbeddedEventStore(…)");
        }
        EventStorageEngine storage = storageOf(store);
        requireOurForm(storage, keepsForm);
        requireOurUpcasters(storage, readsOlder);
        HostEvents events = new HostEvents(
                store, storage, host.getComponent(TransactionManager.class, NoTransactionManager::instance));
        events.requirePositions();
        return events;
    }

    private static EventStorageEngine storageOf(AbstractEventStore store) {
        try { // Axon shows it to subclasses only, and what it would store must be known before it does
            Method storage = AbstractEventStore.class.getDeclaredMethod("storageEngine");
            storage.setAccessible(true);
            return (EventStorageEngine) Objects.requireNonNull(storage.invoke(store));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("Passlink cannot see how the event store stores events", e);
        }
    }

    @SuppressWarnings("unchecked")
    private Stream<? extends TrackedEventData<?>> beforeUpcasters(AbstractEventStorageEngine engine) {
        try { // which Axon, too, shows to subclasses only
            Method read = AbstractEventStorageEngine.class.getDeclaredMethod(
                    "readEventData", TrackingToken.class, boolean.class);
            read.setAccessible(true);
            return (Stream<? extends TrackedEventData<?>>)
                    Objects.requireNonNull(read.invoke(engine, createTailToken(), false));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("Passlink cannot see how the event store stores events", e);
        }
    }

    private static void requireOurForm(EventStorageEngine storage, Predicate<Serializer> keepsForm) {
        if (storage instanceof InMemoryEventStorageEngine) {
            return; // stores the events themselves
        }
        if (!(storage instanceof AbstractEventStorageEngine engine)) {
            throw new IllegalStateException("Passlink cannot see with which serializer a "
                    + storage.getClass().getName() + " stores events");
        }
        Serializer serializer = engine.getEventSerializer();
        if (!keepsForm.test(serializer)) {
            throw new IllegalStateException(
                    "the event store would not store Passlink's events under their stable names;"
                            + " its serializer is a " + serializer.getClass().getName()
                            + ". Write configurer.configureEventSerializer(config -> PasslinkSerializers.wrapping(serializer))"
                            + " with the serializer it has now, and build the storage engine with config.eventSerializer()");
        }
    }

    private static void requireOurUpcasters(EventStorageEngine storage, Predicate<EventUpcaster> readsOlder) {
        if (storage instanceof AbstractEventStorageEngine && !readsOlder.test(upcastersOf(storage))) {
            throw new IllegalStateException(
                    "the event store would not read Passlink's events as they were stored by earlier"
                            + " versions; build the storage engine with upcasterChain(config.upcasterChain()), to which Passlink adds"
                            + " its part when it is installed");
        }
    }

    private static EventUpcaster upcastersOf(EventStorageEngine storage) {
        try { // Axon shows them to subclasses only
            Field chain = AbstractEventStorageEngine.class.getDeclaredField("upcasterChain");
            chain.setAccessible(true);
            return (EventUpcaster) Objects.requireNonNull(chain.get(storage));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("Passlink cannot see how the event store reads older events", e);
        }
    }

    /** The serializer of events; empty for a store that keeps the events themselves. */
    public Optional<Serializer> serializer() {
        return storage instanceof AbstractEventStorageEngine engine
                ? Optional.of(engine.getEventSerializer())
                : Optional.empty();
    }

    private void requirePositions() {
        try {
            createHeadToken();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the event store cannot be asked for its newest position in a transaction; register the"
                            + " TransactionManager that its storage engine uses with"
                            + " configurer.registerComponent(TransactionManager.class, …)",
                    e);
        }
    }

    /** The same, telling what becomes of codes; until then nobody is told. */
    HostEvents countedBy(CodeCounts counts) {
        this.counts = counts;
        return this;
    }

    /** The transactions that events are appended in. */
    TransactionManager transactions() {
        return transactions;
    }

    /** Whether any event of a user is stored here. Reads the store until it finds one. */
    public boolean holdsUsers() {
        try (Stream<? extends TrackedEventMessage<?>> all = storage.readEvents(createTailToken(), false)) {
            return all.anyMatch(event -> event instanceof DomainEventMessage<?> ofAggregate && isOfUser(ofAggregate));
        }
    }

    /**
     * Our events as they are stored.
     *
     * @param form writes those that are stored as they are, in memory
     */
    StoredEvents asStored(Serializer form) {
        return storage instanceof AbstractEventStorageEngine engine
                ? new StreamedEvents(() -> ours(
                        EventUtils.upcastAndDeserializeTrackedEvents(
                                beforeUpcasters(engine), engine.getEventSerializer(), NoOpEventUpcaster.INSTANCE),
                        engine.getEventSerializer()))
                : new StreamedEvents(() -> ours(storage.readEvents(createTailToken(), false), form));
    }

    private static Stream<StoredEvent> ours(Stream<? extends TrackedEventMessage<?>> events, Serializer serializer) {
        return events.filter(DomainEventMessage.class::isInstance)
                .<DomainEventMessage<?>>map(event -> (DomainEventMessage<?>) event)
                .filter(event -> isOfUser(event) || event.getPayload() instanceof CredentialClaimed)
                .map(event -> StreamedEvents.stored(event, serializer));
    }

    /** The histories of our users. */
    Histories histories() {
        return new StreamedHistories(
                userId -> transactions.fetchInTransaction(
                        () -> readEvents(userId, 0).asStream().toList()),
                after -> storage.readEvents(after == null ? createTailToken() : after, false)
                        .filter(event -> event instanceof DomainEventMessage<?> ofAggregate && isOfUser(ofAggregate)));
    }

    /** Whether an event has been committed at one of these positions, of which there is at least one. */
    boolean anyAt(Collection<Long> positions) {
        SortedSet<Long> gaps = new TreeSet<>(positions);
        TrackingToken after = GapAwareTrackingToken.newInstance(gaps.last() + 1, gaps);
        try (Stream<? extends TrackedEventMessage<?>> events = storage.readEvents(after, false)) {
            return events.findFirst() // whatever fills a gap comes first, and does not advance the token
                    .filter(event -> event.trackingToken().position().equals(after.position()))
                    .isPresent();
        }
    }

    @Override
    public DomainEventStream readEvents(String userId) {
        return users(store.readEvents(userId));
    }

    @Override
    public DomainEventStream readEvents(String userId, long firstSequenceNumber) {
        return users(store.readEvents(userId, firstSequenceNumber));
    }

    private static DomainEventStream users(DomainEventStream events) {
        return DomainEventStream.of(events.asStream().map(HostEvents::requireUser), events::getLastSequenceNumber);
    }

    private static DomainEventMessage<?> requireUser(DomainEventMessage<?> event) {
        if (isOfUser(event)) {
            return event;
        }
        if (event.getSequenceNumber() == 0) {
            throw new ForeignStream(event.getType());
        }
        throw new Rejected(new Failure.Unavailable("Event " + (event.getSequenceNumber() + 1)
                + " of the user's history is that of another aggregate, so nothing is decided about the user."));
    }

    /** By its payload as well: an application may have a type of the same name. */
    private static boolean isOfUser(DomainEventMessage<?> event) {
        Class<?> payload = event.getPayloadType();
        return User.TYPE.equals(event.getType())
                && (UserEvent.class.isAssignableFrom(payload) || payload == UnknownSerializedType.class);
    }

    @Override
    public void publish(List<? extends EventMessage<?>> events) {
        Attempt.noteAppend();
        counts.count(events);
        store.publish(events);
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        throw new UnsupportedOperationException("no snapshots are taken in the store of an application");
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String userId) {
        return transactions.fetchInTransaction(() -> store.lastSequenceNumberFor(userId));
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
        return store.openStream(after);
    }

    @Override
    public @Nullable TrackingToken createTailToken() {
        return transactions.fetchInTransaction(store::createTailToken);
    }

    @Override
    public @Nullable TrackingToken createHeadToken() {
        return transactions.fetchInTransaction(store::createHeadToken);
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant instant) {
        return transactions.fetchInTransaction(() -> store.createTokenAt(instant));
    }

    @Override
    public Registration subscribe(Consumer<List<? extends EventMessage<?>>> handler) {
        return store.subscribe(handler);
    }

    @Override
    public Registration registerDispatchInterceptor(
            MessageDispatchInterceptor<? super EventMessage<?>> dispatchInterceptor) {
        throw new UnsupportedOperationException("the application's event store is not changed");
    }
}
