package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the job table knows of a mail: whose it is and for which code; neither the code nor the address (behaviour C2).
 *
 * @param userId        the user
 * @param codeId        the code whose link is to be mailed
 * @param correlationId correlation id of the request that asked for it (behaviour D6), if there was one
 * @param retry         sequence of the event by which the mail is due again; {@code null} if it is due since its code was
 *     added
 */
record MailJob(
        String userId,
        String codeId,
        @Nullable String correlationId,
        @Nullable Long retry) implements Job {

    static final TaskDescriptor<MailJob> TASK = TaskDescriptor.of("passlink-mail", MailJob.class);

    UserId user() {
        return new UserId(userId);
    }

    CodeId code() {
        return new CodeId(codeId);
    }

    @Override
    public String label() {
        return "Mail of code " + codeId;
    }

    /**
     * The job with its id. That of a mail that is due again has one of its own: the job that gave the mail up may still be
     * in the table, about to be removed.
     */
    TaskInstance<MailJob> instance() {
        String id = id(user(), code());
        return TASK.instance(retry == null ? id : id + "-" + retry).data(this).build();
    }

    /** The one id of a mail, 64 hexadecimal digits: ids of users and codes are longer than a key should be, and may contain anything. */
    static String id(UserId userId, CodeId codeId) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(userId.value().getBytes(UTF_8));
            digest.update((byte) 0); // in neither of them, so that no two pairs run together
            digest.update(codeId.value().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
