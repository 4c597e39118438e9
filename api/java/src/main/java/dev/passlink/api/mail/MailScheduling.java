package dev.passlink.api.mail;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserEvent;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Turns "a code was added, to be mailed" and "its mail is due again" into a job each, in the transaction that advances the event processor's token: both
 * are stored or neither. Seeing an event twice is harmless, since a mail has one job for each time it is made due, and a job asks the aggregate first.
 * Likewise each event that a person should know of becomes the job of a security notice.
 *
 * <p>Its processor is never reset, so that a replay does not even ask (behaviour M4).
 */
@ProcessingGroup(MailScheduling.PROCESSOR)
@DisallowReplay
public final class MailScheduling {

    /** Name of its event processor, which must start at the tail of the store and have no reset. */
    public static final String PROCESSOR = "passlink-mail";

    private final EntityManagerProvider entityManagers;
    private final MailDelivery delivery;

    /**
     * @param entityManagers gives the (Hibernate) entity manager whose transaction advances the token
     * @param delivery       runs the jobs
     */
    public MailScheduling(EntityManagerProvider entityManagers, MailDelivery delivery) {
        this.entityManagers = entityManagers;
        this.delivery = delivery;
    }

    @EventHandler
    void on(
            PasswordlessInitCodeAdded event,
            DomainEventMessage<?> message,
            @MetaDataValue(EventMetaData.CORRELATION_ID) @Nullable String correlationId,
            UnitOfWork<?> unitOfWork) {
        if (event.medium() == Medium.MAIL) {
            schedule(job(event, correlationId, null), unitOfWork);
        }
        notice(event, message, correlationId, unitOfWork);
    }

    @EventHandler
    void on(
            PasswordlessInitCodeDeliveryRetried event,
            @MetaDataValue(EventMetaData.CORRELATION_ID) @Nullable String correlationId,
            @SequenceNumber long sequenceNumber,
            UnitOfWork<?> unitOfWork) {
        schedule(job(event, correlationId, sequenceNumber + 1), unitOfWork);
    }

    @EventHandler
    void on(
            PasswordlessTokenVerified event,
            DomainEventMessage<?> message,
            @MetaDataValue(EventMetaData.CORRELATION_ID) @Nullable String correlationId,
            UnitOfWork<?> unitOfWork) {
        notice(event, message, correlationId, unitOfWork);
    }

    @EventHandler
    void on(
            PasswordlessTokenRemoved event,
            DomainEventMessage<?> message,
            @MetaDataValue(EventMetaData.CORRELATION_ID) @Nullable String correlationId,
            UnitOfWork<?> unitOfWork) {
        notice(event, message, correlationId, unitOfWork);
    }

    private void notice(
            UserEvent event, DomainEventMessage<?> message, @Nullable String correlationId, UnitOfWork<?> unitOfWork) {
        if (delivery.mailsNotices()
                && NoticeDelivery.isWorthTelling(message.getTimestamp())
                && Occasion.of(event, message.getMetaData()).isPresent()) {
            schedule(NoticeJob.of(event.userId(), message, correlationId).instance(), unitOfWork);
        }
    }

    private static TaskInstance<MailJob> job(
            InitCodeEvent event, @Nullable String correlationId, @Nullable Long retry) {
        return new MailJob(event.userId().value(), event.codeId().value(), correlationId, retry).instance();
    }

    private void schedule(TaskInstance<? extends Job> job, UnitOfWork<?> unitOfWork) {
        entityManagers
                .getEntityManager()
                .unwrap(Session.class)
                .doWork(connection -> delivery.schedule(job, connection));
        unitOfWork.afterCommit(committed -> delivery.wake());
    }
}
