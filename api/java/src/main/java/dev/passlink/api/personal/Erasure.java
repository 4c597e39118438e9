package dev.passlink.api.personal;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.UserCommand.RecordPersonalDataErased;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserRemoved;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the personal data of removed users unreadable. Destroys the key of an incarnation in the transaction that advances
 * its event processor's token, so that no removal is passed over; then has that put on record in the user's history, by a
 * command of its own. The row of a destroyed key says whether this is still to be done: a node that dies in between, or
 * finds the store away, leaves it to whichever node looks next.
 *
 * <p>The key of a user who was added again is another one and is never touched. Seeing a removal twice destroys nothing
 * more. Its processor is never reset.
 */
@ProcessingGroup(Erasure.PROCESSOR)
@DisallowReplay
public final class Erasure implements AutoCloseable {

    /** Name of its event processor, which must start at the tail of the store and have no reset. */
    public static final String PROCESSOR = "passlink-erasure";

    private static final Logger log = LoggerFactory.getLogger(Erasure.class);

    private static final Authority ERASER = new Authority.Part("eraser", Operation.ERASE_PERSONAL_DATA);
    private static final int AT_ONCE = 100;
    private static final long LOOK_EVERY_MILLIS = 5_000;
    private static final long ANSWER_WITHIN_SECONDS = 30;

    private final DataKeys keys;
    private final Copies copies;
    private final BooleanSupplier databaseIsThere;
    private final ScheduledExecutorService recorder = Executors.newSingleThreadScheduledExecutor(Erasure::thread);
    private volatile @Nullable CommandGateway commands; // null until started
    private String lastComplaint = ""; // of the recorder's one thread

    /** Copies of personal data that nobody keeps up to date, such as rows of an interrupted rebuild. */
    @FunctionalInterface
    public interface Copies {

        /** Removes what they have of a user, up to its removal, which has this published sequence. */
        void remove(UserId userId, long sequence);
    }

    /**
     * Nothing is put on record before {@link #start}.
     *
     * @param keys            the keys, in the database whose transaction advances the token
     * @param copies          in the same database
     * @param databaseIsThere whether it answers
     */
    public Erasure(DataKeys keys, Copies copies, BooleanSupplier databaseIsThere) {
        this.keys = keys;
        this.copies = copies;
        this.databaseIsThere = databaseIsThere;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "passlink-erasure-record");
        thread.setDaemon(true);
        return thread;
    }

    @EventHandler
    void on(UserRemoved event, @SequenceNumber long sequence, UnitOfWork<?> unitOfWork) {
        copies.remove(event.userId(), sequence + 1);
        if (event.personalKey() != null && keys.destroy(event.userId(), event.personalKey())) {
            unitOfWork.afterCommit(committed -> wake());
        }
    }

    /**
     * Begins to put on record what was destroyed; once only.
     *
     * @param gateway the way to the aggregate
     */
    public void start(CommandGateway gateway) {
        commands = gateway;
        recorder.scheduleWithFixedDelay(this::record, 0, LOOK_EVERY_MILLIS, MILLISECONDS);
    }

    private void wake() {
        try {
            recorder.execute(this::record);
        } catch (RejectedExecutionException stopping) {
            log.debug("What was destroyed is put on record after the next start", stopping);
        }
    }

    /** Everything that is due; what cannot be recorded now is passed over, and comes again the next time. */
    private void record() {
        CommandGateway gateway = commands;
        if (gateway == null || !databaseIsThere.getAsBoolean()) {
            return;
        }
        try {
            String complaint = "";
            int passedOver = 0;
            List<DataKey> some;
            do {
                some = keys.toRecord(AT_ONCE, passedOver);
                for (DataKey key : some) {
                    String obstacle = record(gateway, key);
                    if (!obstacle.isEmpty()) {
                        passedOver++;
                        complaint = obstacle;
                    }
                }
            } while (some.size() == AT_ONCE && !recorder.isShutdown());
            complain(complaint);
        } catch (RuntimeException e) {
            complain(reason(e));
        }
    }

    /** Empty, or what is in the way. */
    private String record(CommandGateway gateway, DataKey key) {
        try {
            gateway.send(new RecordPersonalDataErased(key.userId(), key.id(), ERASER))
                    .orTimeout(ANSWER_WITHIN_SECONDS, SECONDS)
                    .join();
        } catch (RuntimeException e) {
            boolean nobodyToRecordItOf =
                    e.getCause() instanceof Rejected rejected && rejected.failure() instanceof Failure.UserNotFound;
            if (!nobodyToRecordItOf) {
                return reason(e);
            }
        }
        keys.recorded(key.id());
        return "";
    }

    /** Once, until it is another complaint. */
    private void complain(String complaint) {
        if (!complaint.isEmpty() && !complaint.equals(lastComplaint)) {
            log.warn("It cannot be put on record yet that personal data was erased: {}", complaint);
        }
        lastComplaint = complaint;
    }

    /** Without personal data: texts of refusals have none, and of anything else only the kind is said. */
    private static String reason(RuntimeException e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof Rejected rejected
                ? rejected.failure().reason()
                : cause.getClass().getName();
    }

    /** Finishes what is under way, and stops. */
    @Override
    public void close() {
        recorder.shutdown();
        try {
            if (!recorder.awaitTermination(ANSWER_WITHIN_SECONDS, SECONDS)) {
                log.warn("Still putting on record that personal data was erased");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
