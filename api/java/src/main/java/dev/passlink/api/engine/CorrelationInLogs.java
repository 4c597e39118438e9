package dev.passlink.api.engine;

import dev.passlink.domain.EventMetaData;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.slf4j.MDC;

/** What is logged while a message is handled has the correlation id of the request that it comes from. */
final class CorrelationInLogs implements MessageHandlerInterceptor<EventMessage<?>> {

    /** Until closed, log lines of this thread have the correlation id of this message, which may be its own id. */
    static MDC.MDCCloseable of(Message<?> message) {
        return MDC.putCloseable(EventMetaData.CORRELATION_ID, idOf(message));
    }

    /** The correlation id of a message, which may be its own id. */
    static String idOf(Message<?> message) {
        return String.valueOf(
                message.getMetaData().getOrDefault(EventMetaData.CORRELATION_ID, message.getIdentifier()));
    }

    @Override
    public Object handle(UnitOfWork<? extends EventMessage<?>> unitOfWork, InterceptorChain events) throws Exception {
        try (var logged = of(unitOfWork.getMessage())) {
            return events.proceed();
        }
    }
}
