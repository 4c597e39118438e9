package dev.passlink.projection;

import java.util.List;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/** Delivers events to a projection as Axon's streaming processors do. */
public final class Delivery {

    private final Database database;
    private final AnnotationEventHandlerAdapter handlers;

    public Delivery(Database database, Object projection) {
        this.database = database;
        this.handlers = new AnnotationEventHandlerAdapter(projection);
    }

    /** Delivers some events in one unit of work with one transaction. */
    public void batch(List<? extends DomainEventMessage<?>> messages) {
        UnitOfWork<DomainEventMessage<?>> unitOfWork = new BatchingUnitOfWork<>(List.copyOf(messages));
        unitOfWork.attachTransaction(database);
        ResultMessage<?> result = unitOfWork.executeWithResult(() -> handlers.handle(unitOfWork.getMessage()));
        if (result.isExceptional()) {
            throw new AssertionError(result.exceptionResult());
        }
    }

    /** Delivers each event in a unit of work of its own. */
    public void oneByOne(List<? extends DomainEventMessage<?>> messages) {
        messages.forEach(message -> batch(List.of(message)));
    }

    /** Delivers an event without any unit of work. */
    public void bare(DomainEventMessage<?> message) {
        database.executeInTransaction(() -> handle(message));
    }

    /** Delivers an event within whatever unit of work and transaction there is. */
    public void handle(DomainEventMessage<?> message) {
        try {
            handlers.handle(message);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
