package dev.passlink.api.mail;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * Turns "a code was added, to be mailed" into a job, in the transaction that advances the event processor's token: both
 * are stored or neither. Seeing an event twice is harmless, since a code has one job, and a job asks the aggregate first.
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
            @MetaDataValue(EventMetaData.CORRELATION_ID) @Nullable String correlationId,
            UnitOfWork<?> unitOfWork) {
        if (event.medium() != Medium.MAIL) {
            return;
        }
        MailJob job = new MailJob(event.userId().value(), event.codeId().value(), correlationId);
        entityManagers
                .getEntityManager()
                .unwrap(Session.class)
                .doWork(connection -> delivery.schedule(job, connection));
        unitOfWork.afterCommit(committed -> delivery.wake());
    }
}
