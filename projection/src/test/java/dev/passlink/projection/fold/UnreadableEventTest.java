package dev.passlink.projection.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.passlink.domain.user.User;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.ReadModel;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnreadableEventTest {

    private final Database database = Database.Kind.H2.empty();
    private final Delivery delivery =
            new Delivery(database, ReadModel.USERS.projection(1, database, Class::getSimpleName));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) org.slf4j.LoggerFactory.getLogger(UnreadableEvent.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void anUnknownEventOfAUserIsWarnedOfAndTheOthersAreReduced() {
        DomainEventMessage<?> added = History.of("u2").added();

        delivery.batch(List.of(unknown(User.TYPE), added));

        assertThat(log.list)
                .singleElement()
                .satisfies(warning -> assertThat(warning.getFormattedMessage())
                        .contains("users@1", "event 8", "user u1", "user.human.hologram.added"));
        assertThat(database.<Long>fetchInTransaction(() -> database.getEntityManager()
                        .createQuery("select count(*) from UserRow", Long.class)
                        .getSingleResult()))
                .isEqualTo(1);
    }

    @Test
    void anUnknownEventIsNotWarnedOfBeforeItIsPassedForGood() {
        DomainEventMessage<?> broken = new GenericDomainEventMessage<>(
                User.TYPE, "u2", 0, History.of("u2").added().getPayload()); // names no owner

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> delivery.batch(List.of(unknown(User.TYPE), broken)));

        assertThat(log.list).isEmpty();
    }

    @Test
    void unknownEventsOfOtherStreamsAreNobodysBusiness() {
        delivery.batch(List.of(unknown("order")));

        assertThat(log.list).isEmpty();
    }

    private static DomainEventMessage<?> unknown(String aggregateType) {
        UnknownSerializedType payload = JacksonSerializer.defaultSerializer()
                .deserialize(new SimpleSerializedObject<>("{}", String.class, "user.human.hologram.added", "1"));
        return new GenericDomainEventMessage<>(aggregateType, "u1", 7, payload);
    }
}
