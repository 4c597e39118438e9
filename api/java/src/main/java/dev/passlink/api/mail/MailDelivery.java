package dev.passlink.api.mail;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler.OnCompleteRemove;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.UserId;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the mail jobs of this node (behaviour M2). Any number of nodes may share the table: a job is taken by one at a
 * time, which renews its lease every ten seconds; the job of a node that died is taken over after forty.
 *
 * <p>Time is Axon's event clock, the same that decides about the expiry of codes. Close this before the command bus and
 * the database: a mail on its way is given ten seconds to arrive and be recorded.
 */
public final class MailDelivery implements AutoCloseable {

    /** Location of the migration of the job table. */
    public static final String SCHEMA = "classpath:dev/passlink/api/mail/schema";

    private static final String TABLE = "passlink_job";
    private static final int THREADS = 4;
    private static final int NOTICES_AT_ONCE = THREADS - 1; // one thread is always left for links
    private static final Duration POLLING = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration HALF_A_LAST_CHANCE = Duration.ofSeconds(5); // the scheduler waits twice

    /** JSON, never Java serialization. */
    private static final Serializer JSON = new JacksonSerializer();

    /** All columns of time have a time zone, and nothing else here differs between H2 and PostgreSQL. */
    private static final JdbcCustomization DIALECT = new DefaultJdbcCustomization(false);

    /** Looked up each time, since Axon's clock can be exchanged. */
    private static final Clock EVENT_CLOCK = () -> GenericEventMessage.clock.instant();

    private static final String BACKLOG = "select count(*), count(case when execution_time <= ? then 1 end),"
            + " min(execution_time) from " + TABLE + " where task_name = ?";

    private final DataSource jobs;
    private final BiFunction<UserId, InitCode, URI> links;
    private final InitCodeRules rules;
    private final MailSettings settings;
    private final LinkMail linkMail;
    private final NoticeMail noticeMail;
    private final MailMeters meters;
    private volatile @Nullable Scheduler scheduler; // null until started

    /**
     * Prepares what does not need the aggregate; jobs can be added from now on, and run once this is started.
     *
     * @param jobs     database with the table of {@link #SCHEMA}; connections may have auto-commit on or off
     * @param links    makes the link of a user's code (behaviour C2, C3); may throw {@link dev.passlink.domain.Rejected}:
     *     a mail whose code is CODE_INVALID is given up, for any other reason it is tried again
     * @param rules    which addresses a notice may go to, and how many notices are too many
     * @param settings how mails are sent
     * @param meters   where attempts are counted
     * @throws IllegalArgumentException if a template cannot be used
     */
    public MailDelivery(
            DataSource jobs,
            BiFunction<UserId, InitCode, URI> links,
            InitCodeRules rules,
            MailSettings settings,
            MeterRegistry meters) {
        this.jobs = jobs;
        this.links = links;
        this.rules = rules;
        this.settings = settings;
        Templates templates = new Templates(settings.templates());
        this.linkMail = new LinkMail(settings, templates);
        this.noticeMail = new NoticeMail(settings, templates);
        this.meters = new MailMeters(meters);
    }

    /**
     * Begins to run jobs; once only.
     *
     * @param commands the way to the aggregate
     * @param events   the events of a user from its first one on, and no snapshot of them
     */
    public void start(CommandGateway commands, Function<UserId, DomainEventStream> events) {
        Scheduler started = new SchedulerBuilder(jobs, List.of(links(commands), notices(events)))
                .tableName(TABLE)
                .enablePriority()
                .serializer(JSON)
                .jdbcCustomization(DIALECT)
                .commitWhenAutocommitDisabled(true)
                .clock(EVENT_CLOCK)
                .threads(THREADS)
                .executorService(new UninterruptedThreads(THREADS, "passlink-mail", () -> {}))
                .dueExecutor(new UninterruptedThreads(1, "passlink-mail-poll", this::wake))
                .housekeeperExecutor(new UninterruptedThreads(2, "passlink-mail-lease", () -> {}))
                .pollingInterval(POLLING)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(HALF_A_LAST_CHANCE)
                .failureLogging(LogLevel.OFF, false) // BackOff knows what may be logged
                .build();
        started.start();
        scheduler = started;
    }

    /**
     * Takes the jobs of earlier processes over, whether they live or not; a mail that one of them has on its way is sent a
     * second time.
     */
    public void releaseJobs() {
        try (Connection connection = jobs.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update " + TABLE + " set picked = false, picked_by = null, last_heartbeat = null where picked");
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the mail jobs cannot be reached", e);
        }
    }

    private Task<MailJob> links(CommandGateway commands) {
        LinkDelivery delivery = new LinkDelivery(commands, links, linkMail, settings.transport(), meters);
        return Tasks.custom(MailJob.TASK)
                .onFailure(new BackOff<>(meters::count))
                .execute((instance, context) -> {
                    try (var logged = instance.getData().inLogs()) {
                        return delivery.attempt(instance.getData(), context.getSchedulerState());
                    }
                });
    }

    /** Notices that were scheduled before they were switched off are taken from the table as well. */
    private Task<NoticeJob> notices(Function<UserId, DomainEventStream> events) {
        NoticeDelivery delivery =
                new NoticeDelivery(events, rules, noticeMail, settings.transport(), meters, NOTICES_AT_ONCE);
        return Tasks.custom(NoticeJob.TASK)
                .onFailure(new BackOff<>(meters::countNotice))
                .execute((instance, context) -> {
                    try (var logged = instance.getData().inLogs()) {
                        return mailsNotices() ? delivery.attempt(instance.getData()) : new OnCompleteRemove<>();
                    }
                });
    }

    /** Whether security notices are mailed. */
    boolean mailsNotices() {
        return settings.notices() == MailSettings.Notices.MAILED;
    }

    /** Adds a job, unless it is there already, in the transaction of this connection. */
    void schedule(TaskInstance<? extends Job> job, Connection connection) {
        SchedulerClient.Builder.create(LentConnection.of(connection))
                .tableName(TABLE)
                .enablePriority()
                .serializer(JSON)
                .jdbcCustomization(DIALECT)
                .build()
                .scheduleIfNotExists(job, EVENT_CLOCK.now());
    }

    /**
     * What there is to do for links; notices do not count. Asks the database.
     *
     * @throws IllegalStateException if it does not answer
     */
    public MailBacklog backlog() {
        Instant now = EVENT_CLOCK.now();
        try (Connection connection = jobs.getConnection();
                PreparedStatement counting = connection.prepareStatement(BACKLOG)) {
            counting.setObject(1, now.atOffset(ZoneOffset.UTC));
            counting.setString(2, MailJob.TASK.getTaskName());
            try (ResultSet counted = counting.executeQuery()) {
                counted.next();
                OffsetDateTime first = counted.getObject(3, OffsetDateTime.class);
                Duration overdue = first == null || first.toInstant().isAfter(now)
                        ? Duration.ZERO
                        : Duration.between(first.toInstant(), now);
                return new MailBacklog(counted.getLong(1), counted.getLong(2), overdue);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the mail jobs cannot be counted", e);
        }
    }

    /** There is a new job: do not wait for the next look at the table. */
    void wake() {
        Scheduler running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    /** Takes no new jobs, waits for the running ones, and stops. */
    @Override
    public void close() {
        Scheduler running = scheduler;
        if (running != null && !running.getSchedulerState().isShuttingDown()) {
            running.stop();
        }
    }
}
