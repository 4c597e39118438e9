package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.kagkarlsson.scheduler.task.Priority;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.passlink.domain.user.UserId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the job table knows of a security notice: which event it tells of. All else is read from the user's events when it is
 * sent, so that nothing personal outlives the user here.
 *
 * @param userId        the user
 * @param sequence      Axon's sequence number of the event in the user's stream, from 0
 * @param eventId       the event's identifier
 * @param happenedAt    when it happened, in milliseconds since 1970
 * @param correlationId correlation id of the request that the event comes from (behaviour D6), if there was one
 */
record NoticeJob(
        String userId,
        long sequence,
        String eventId,
        long happenedAt,
        @Nullable String correlationId) implements Job {

    static final TaskDescriptor<NoticeJob> TASK = TaskDescriptor.of("passlink-notice", NoticeJob.class);

    /** The job of this event. */
    static NoticeJob of(UserId userId, DomainEventMessage<?> event, @Nullable String correlationId) {
        return new NoticeJob(
                userId.value(),
                event.getSequenceNumber(),
                event.getIdentifier(),
                event.getTimestamp().toEpochMilli(),
                correlationId);
    }

    UserId user() {
        return new UserId(userId);
    }

    Instant at() {
        return Instant.ofEpochMilli(happenedAt);
    }

    @Override
    public String label() {
        return "Notice of event " + eventId;
    }

    /** The job with its id, behind all mails of links. */
    TaskInstance<NoticeJob> instance() {
        return TASK.instance(id(eventId)).priority(Priority.LOW).data(this).build();
    }

    /** The one id of a notice: 64 hexadecimal digits, since a host application makes identifiers of events as it likes. */
    static String id(String eventId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(eventId.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
