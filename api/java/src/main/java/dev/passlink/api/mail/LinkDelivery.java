package dev.passlink.api.mail;

import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteReschedule;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.passlink.api.mail.MailMeters.Ending;
import dev.passlink.api.mail.MailTransport.Outcome;
import dev.passlink.domain.Authority;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.UserCommand.MarkPasswordlessInitCodeSent;
import dev.passlink.domain.user.UserCommand.ReviewPasswordlessInitCodeMail;
import dev.passlink.domain.user.UserId;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One attempt to deliver the mail of a link (behaviour M2): ask the aggregate whether it is due, send it, record what
 * became of it. The commands have a transaction each; sending has none.
 */
final class LinkDelivery {

    private static final Logger log = LoggerFactory.getLogger(LinkDelivery.class);

    private static final Authority MAILER = new Authority.Part("mailer", Operation.DELIVER_LINK);
    private static final Duration POSTPONEMENT = Duration.ofMinutes(1);
    private static final Duration RECORD_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final long ANSWER_WITHIN_SECONDS = 30;

    private final CommandGateway commands;
    private final BiFunction<UserId, InitCode, URI> links;
    private final LinkMail mail;
    private final MailTransport transport;
    private final MailMeters meters;

    LinkDelivery(
            CommandGateway commands,
            BiFunction<UserId, InitCode, URI> links,
            LinkMail mail,
            MailTransport transport,
            MailMeters meters) {
        this.commands = commands;
        this.links = links;
        this.mail = mail;
        this.transport = transport;
        this.meters = meters;
    }

    /**
     * Does what is to be done now.
     *
     * @param job  whose mail
     * @param node whether this node is about to stop
     * @return what becomes of the job
     * @throws DeliveryDelayed if the mail is still due
     */
    CompletionHandler<MailJob> attempt(MailJob job, SchedulerState node) {
        MailVerdict verdict = this.<MailVerdict>ask(
                        job, new ReviewPasswordlessInitCodeMail(job.user(), job.code(), job.retry(), MAILER))
                .orElseGet(MailVerdict.NotDue::new);
        if (verdict instanceof MailVerdict.Postponed) {
            meters.count(Ending.POSTPONED);
            return new OnCompleteReschedule<>(FixedDelay.of(POSTPONEMENT));
        }
        if (verdict instanceof MailVerdict.Due due) {
            deliver(job, due, node);
        } else {
            meters.count(Ending.NOT_DUE);
        }
        return new OnCompleteRemove<>();
    }

    private void deliver(MailJob job, MailVerdict.Due due, SchedulerState node) {
        Outcome outcome = send(job, due);
        if (outcome instanceof Outcome.Refused refused) {
            meters.count(Ending.REFUSED);
            log.warn("Mail of code {} refused: {}", job.codeId(), refused.reason());
            ask(job, new MarkPasswordlessInitCodeDeliveryFailed(job.user(), job.code(), refused.reason(), MAILER));
        } else {
            meters.accepted(due.code().details().creationDate());
            recordAcceptance(job, node);
        }
    }

    private Outcome send(MailJob job, MailVerdict.Due due) {
        try {
            URI link = links.apply(job.user(), due.code());
            return mail.compose(job.user(), due, link).map(transport::deliver).orElse(Recipient.MISSING);
        } catch (Rejected noLink) {
            if (noLink.failure() instanceof Failure.CodeInvalid retired) {
                return new Outcome.Refused(retired.reason());
            }
            throw new DeliveryDelayed(noLink.failure().reason());
        }
    }

    /**
     * Stays here until it is recorded, while this node renews the job's lease: giving the job back now would mail the
     * link a second time.
     */
    private void recordAcceptance(MailJob job, SchedulerState node) {
        UserCommand sent = new MarkPasswordlessInitCodeSent(job.user(), job.code(), MAILER);
        for (Level level = Level.WARN; ; level = Level.DEBUG) { // one warning is enough
            try {
                this.<ObjectDetails>ask(job, sent);
                return;
            } catch (RuntimeException e) {
                log.atLevel(level)
                        .setCause(Wordless.of(e))
                        .log("Mail of code {} was accepted, but this cannot be recorded yet", job.codeId());
            }
            if (node.isShuttingDown()) {
                throw new DeliveryDelayed("accepted, but this node stops before it could be recorded");
            }
            LockSupport.parkNanos(RECORD_AGAIN_AFTER.toNanos());
        }
    }

    /** What the aggregate answers; empty if it knows the user or the code no longer. */
    private <R> Optional<R> ask(MailJob job, UserCommand command) {
        try {
            R answer = commands.<R>send(new GenericCommandMessage<>(command, metaData(job)))
                    .orTimeout(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .join();
            return Optional.of(answer);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected refusal) {
                return unlessGone(refusal.failure());
            }
            throw e;
        }
    }

    private static <R> Optional<R> unlessGone(Failure failure) {
        if (failure instanceof Failure.UserNotFound || failure instanceof Failure.CodeNotFound) {
            return Optional.empty();
        }
        throw new DeliveryDelayed(failure.reason());
    }

    private static MetaData metaData(MailJob job) {
        return job.correlationId() == null
                ? MetaData.emptyInstance()
                : MetaData.with(EventMetaData.CORRELATION_ID, job.correlationId());
    }
}
