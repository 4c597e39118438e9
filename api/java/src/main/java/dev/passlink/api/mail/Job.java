package dev.passlink.api.mail;

import dev.passlink.domain.EventMetaData;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the job table knows of a mail: ids, and nothing that a person or a code could be told by (behaviour C2). */
sealed interface Job permits MailJob, NoticeJob {

    /** How log lines call it, such as {@code Mail of code 4711}. */
    String label();

    /** Correlation id of the request that it comes from (behaviour D6), if there was one. */
    @Nullable
    String correlationId();

    /** Until closed, log lines of this thread have the correlation id of the request that the mail comes from. */
    default MDC.MDCCloseable inLogs() {
        return MDC.putCloseable(EventMetaData.CORRELATION_ID, correlationId());
    }
}
