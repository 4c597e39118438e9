package dev.passlink.projection.fold;

import dev.passlink.domain.user.event.UserEvent;
import java.util.List;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * Folds events into rows, a unit of work at a time: at the first event the rows of all its events are loaded with one
 * query, every event is folded in memory, and what changed is written when the unit of work prepares to commit. A query
 * for each event would cap a rebuild at a few thousand events a second.
 *
 * @param <K> key of a row
 * @param <S> state that a row shows
 */
public final class RowFold<K, S> {

    private final String resource;
    private final Storage<K, S> storage;

    /**
     * A fold of one generation of a read model.
     *
     * @param processor name of the event processor, unique among those that share a unit of work
     * @param storage   where the rows are
     */
    public RowFold(String processor, Storage<K, S> storage) {
        this.resource = RowFold.class.getName() + "/" + processor;
        this.storage = storage;
    }

    /**
     * Folds one event. Without a unit of work its rows are written at once.
     *
     * @param message the event
     * @param step    folds it into the states it concerns
     */
    public void fold(DomainEventMessage<?> message, Consumer<Batch<K, S>> step) {
        if (!CurrentUnitOfWork.isStarted()) {
            Batch<K, S> batch = new Batch<>();
            load(batch, List.of(message));
            step.accept(batch);
            batch.write(storage);
            return;
        }
        UnitOfWork<?> unitOfWork = CurrentUnitOfWork.get();
        Batch<K, S> batch = unitOfWork.getOrComputeResource(resource, key -> begin(unitOfWork));
        if (!batch.covers(message)) {
            load(batch, List.of(message));
        }
        step.accept(batch);
    }

    private Batch<K, S> begin(UnitOfWork<?> unitOfWork) {
        Batch<K, S> batch = new Batch<>();
        if (unitOfWork instanceof BatchingUnitOfWork<?> batching) {
            load(batch, events(batching.getMessages()));
        }
        unitOfWork.onPrepareCommit(committing -> {
            committing.resources().remove(resource);
            batch.write(storage);
        });
        return batch;
    }

    private void load(Batch<K, S> batch, List<? extends EventMessage<?>> messages) {
        List<UserEvent> events = messages.stream()
                .filter(message -> UserEvent.class.isAssignableFrom(message.getPayloadType()))
                .map(message -> (UserEvent) message.getPayload())
                .toList();
        batch.add(messages, storage.load(events));
    }

    private static List<? extends EventMessage<?>> events(List<? extends Message<?>> messages) {
        return messages.stream()
                .filter(EventMessage.class::isInstance)
                .<EventMessage<?>>map(message -> (EventMessage<?>) message)
                .toList();
    }

    /**
     * Where the rows of one generation of a read model are; one implementation for each read model.
     *
     * @param <K> key of a row
     * @param <S> state that a row shows
     */
    public interface Storage<K, S> {

        /** The rows that these events concern, with at most one query. */
        List<? extends Row<K, S>> load(List<UserEvent> events);

        /** Stores a new row. */
        void insert(K key, S state);

        /** Deletes a row. */
        void delete(Row<K, S> row);
    }
}
