package dev.passlink.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.event.UserRemoved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.SimpleEventHandlerInvoker;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The projections in the processors they are made for. */
class ProcessorTest {

    private final Database database = Database.Kind.H2.empty();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
    private final EmbeddedEventStore events = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    private final List<StreamingEventProcessor> processors = new ArrayList<>();

    @AfterEach
    void stop() {
        processors.forEach(StreamingEventProcessor::shutDown);
        threads.shutdown();
        events.shutDown();
    }

    @Test
    void storedEventsBecomeRows() {
        List<History> histories = IntStream.range(0, 40)
                .mapToObj(number -> History.of("u" + number))
                .toList();
        histories.forEach(history -> {
            history.added();
            history.codeAdded(new CodeId("c1"), Medium.MAIL);
            history.passkeyAdded(new PasskeyId("p1"));
            events.publish(history.messages());
        });
        events.publish(histories.get(0).then(new UserRemoved(histories.get(0).userId(), null)));

        for (ReadModel readModel : ReadModel.values()) {
            processors.add(start(readModel));
        }

        assertThat(processors).allSatisfy(this::awaitHead);
        assertThat(count("InitCodeRow")).isEqualTo(39);
        assertThat(count("UserRow")).isEqualTo(39);
        assertThat(count("PasskeyRow")).isEqualTo(39);
    }

    private StreamingEventProcessor start(ReadModel readModel) {
        PooledStreamingEventProcessor processor = PooledStreamingEventProcessor.builder()
                .name(readModel.processor(1))
                .eventHandlerInvoker(SimpleEventHandlerInvoker.builder()
                        .eventHandlers(readModel.projection(1, database, Class::getSimpleName))
                        .listenerInvocationErrorHandler(PropagatingErrorHandler.instance())
                        .build())
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
                .messageSource(events)
                .tokenStore(new InMemoryTokenStore())
                .transactionManager(database)
                .coordinatorExecutor(threads)
                .workerExecutor(threads)
                .initialSegmentCount(2)
                .initialToken(source -> source.createTailToken())
                .batchSize(25)
                .build();
        processor.start();
        return processor;
    }

    private void awaitHead(StreamingEventProcessor processor) {
        TrackingToken head = events.createHeadToken();
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!hasPassed(processor, head)) {
            assertThat(Instant.now()).as("%s", processor.processingStatus()).isBefore(deadline);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static boolean hasPassed(StreamingEventProcessor processor, TrackingToken head) {
        var segments = processor.processingStatus().values();
        return segments.size() == 2
                && segments.stream()
                        .map(segment -> WrappedToken.unwrapLowerBound(segment.getTrackingToken()))
                        .allMatch(token -> token != null && token.covers(head));
    }

    private long count(String entity) {
        return database.fetchInTransaction(() -> database.getEntityManager()
                .createQuery("select count(*) from " + entity, Long.class)
                .getSingleResult());
    }
}
