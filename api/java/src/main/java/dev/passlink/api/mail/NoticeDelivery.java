package dev.passlink.api.mail;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReschedule;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.passlink.api.mail.MailMeters.Ending;
import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to deliver a security notice: read the user's events, send what they say. Nothing is recorded but that the job
 * is done, so a notice is sent a second time if this node dies before that, with the same Message-ID (behaviour M3).
 *
 * <p>A notice that could not be delivered for a day is given up: it would alarm more than it tells.
 */
final class NoticeDelivery {

    /** How long after the event a notice is still worth sending. */
    static final Duration WORTH = Duration.ofHours(24);

    /** Whether what happened then is still worth telling now. */
    static boolean isWorthTelling(Instant happened) {
        return happened.plus(WORTH).isAfter(GenericEventMessage.clock.instant());
    }

    private static final Logger log = LoggerFactory.getLogger(NoticeDelivery.class);

    private static final Duration NO_ROOM = Duration.ofSeconds(10);

    private final Function<UserId, DomainEventStream> events;
    private final InitCodeRules rules;
    private final NoticeMail mail;
    private final MailTransport transport;
    private final MailMeters meters;
    private final Semaphore room;

    /**
     * @param events  the events of a user from its first one on, and no snapshot of them
     * @param atOnce  how many notices may be on their way at the same time
     */
    NoticeDelivery(
            Function<UserId, DomainEventStream> events,
            InitCodeRules rules,
            NoticeMail mail,
            MailTransport transport,
            MailMeters meters,
            int atOnce) {
        this.events = events;
        this.rules = rules;
        this.mail = mail;
        this.transport = transport;
        this.meters = meters;
        this.room = new Semaphore(atOnce);
    }

    /**
     * Does what is to be done now; looks again a little later if so many notices are under way that links would have to wait.
     *
     * @return what becomes of the job
     * @throws DeliveryDelayed if the notice is still due
     */
    CompletionHandler<NoticeJob> attempt(NoticeJob job) {
        if (!room.tryAcquire()) {
            return new OnCompleteReschedule<>(FixedDelay.of(NO_ROOM));
        }
        try {
            meters.countNotice(deliver(job));
            return new OnCompleteRemove<>();
        } finally {
            room.release();
        }
    }

    private Ending deliver(NoticeJob job) {
        if (!isWorthTelling(job.at())) {
            log.warn("{} given up: it could not be delivered within {}", job.label(), WORTH);
            return Ending.GIVEN_UP;
        }
        NoticeVerdict verdict = new NoticeReview(job.sequence(), rules)
                .over(events.apply(job.user()).asStream().iterator());
        if (verdict instanceof NoticeVerdict.TooMany) {
            log.warn("{} dropped: there were too many like it", job.label());
            return Ending.TOO_MANY;
        }
        return verdict instanceof NoticeVerdict.Due due ? send(job, due.notice()) : Ending.NOT_DUE;
    }

    private Ending send(NoticeJob job, Notice notice) {
        Outcome outcome = mail.compose(notice).map(transport::deliver).orElse(Recipient.MISSING);
        if (outcome instanceof Outcome.Refused refused) {
            log.warn("{} refused: {}", job.label(), refused.reason());
            return Ending.REFUSED;
        }
        return Ending.ACCEPTED;
    }
}
