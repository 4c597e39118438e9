package dev.passlink.projection.fold;

import dev.passlink.domain.user.User;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.UnknownSerializedType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event of a user that this version cannot read, such as one stored by a newer version: projections pass it over. */
public final class UnreadableEvent {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableEvent.class);

    private UnreadableEvent() {}

    /**
     * Passes over an event, with a warning once its position is passed for good: a batch that is rolled back and tried
     * again warns once. Events of other streams than users' are none of our business and are passed over silently.
     *
     * @param processor name of the event processor
     * @param unknown   what is known of the event
     * @param message   the event's message
     */
    public static void passOver(String processor, UnknownSerializedType unknown, DomainEventMessage<?> message) {
        if (!User.TYPE.equals(message.getType())) {
            return;
        }
        if (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().afterCommit(committed -> warn(processor, unknown, message));
        } else {
            warn(processor, unknown, message);
        }
    }

    private static void warn(String processor, UnknownSerializedType unknown, DomainEventMessage<?> message) {
        LOG.warn(
                "{} passed over event {} of user {} at {}: this version cannot read {}",
                processor,
                message.getSequenceNumber() + 1,
                message.getAggregateIdentifier(),
                message instanceof TrackedEventMessage<?> tracked ? tracked.trackingToken() : "an unknown position",
                unknown.serializedType());
    }
}
