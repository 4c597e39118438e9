package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.InitialEventRepresentation;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to events on their way from the store: before and after, by golden files. */
class StoredFormsTest {

    private static final PersonalKeys KEYS = new GoldenKeys();

    @ParameterizedTest
    @ValueSource(strings = {"user.human.added", "user.human.email.changed"})
    void theFirstFormBecomesThePresentOneInClear(String name) {
        EventUpcasterChain chain = new EventUpcasterChain(StoredForms.upcasters(KEYS));
        IntermediateEventRepresentation before = new InitialEventRepresentation(
                stored(name, "1", GoldenEvents.file(name + ".1")), PasslinkSerializers.events(KEYS));

        assertThat(chain.upcast(Stream.of(before))).singleElement().satisfies(after -> {
            assertThat(after.getType().getRevision()).isEqualTo("2");
            assertThat(new String(after.getData(byte[].class).getData(), UTF_8))
                    .isEqualTo(GoldenEvents.file(name + ".2.clear"));
        });
    }

    @Test
    void whatWasStoredBeforeItWasEncryptedIsReadAsItWas() {
        assertThat(read("user.human.added", "1", GoldenEvents.file("user.human.added.1"), KEYS))
                .isEqualTo(new UserAdded(GoldenEvents.USER, null, GoldenEvents.PERSON));
        assertThat(read("user.human.email.changed", "1", GoldenEvents.file("user.human.email.changed.1"), KEYS))
                .isEqualTo(new UserEmailChanged(GoldenEvents.USER, null, GoldenEvents.EMAIL));
    }

    @Test
    void whatIsEncryptedIsReadThroughTheChainAndWithoutIt() {
        String stored = GoldenEvents.file("user.human.added.2");
        UserAdded event = new UserAdded(GoldenEvents.USER, GoldenEvents.KEY, GoldenEvents.PERSON);
        assertThat(read("user.human.added", "2", stored, KEYS)).isEqualTo(event);
        assertThat(message("user.human.added", "2", stored, KEYS, List.of()).getPayload())
                .isEqualTo(event);
    }

    @Test
    void onceTheKeyIsDestroyedSomebodyErasedIsRead() {
        assertThat(read("user.human.added", "2", GoldenEvents.file("user.human.added.2"), PersonalKeys.NONE))
                .isEqualTo(new UserAdded(GoldenEvents.USER, GoldenEvents.KEY, Person.ERASED));
        assertThat(read(
                        "user.human.email.changed",
                        "2",
                        GoldenEvents.file("user.human.email.changed.2"),
                        PersonalKeys.NONE))
                .isEqualTo(new UserEmailChanged(GoldenEvents.USER, GoldenEvents.KEY, Email.ERASED));
    }

    @Test
    void whatCannotBeDecryptedIsUnknownBeforeAnybodyLooksInside() {
        DomainEventMessage<?> message = message(
                "user.human.added",
                "2",
                GoldenEvents.file("user.human.added.2"),
                answering(new PersonalKeys.Reading.Unreadable()),
                StoredForms.upcasters(answering(new PersonalKeys.Reading.Unreadable())));
        assertThat(message.getPayloadType()).isEqualTo(UnknownSerializedType.class);
        assertThat(message.getPayload()).isInstanceOf(UnknownSerializedType.class);
    }

    @Test
    void whatCannotBeToldNowIsNotTakenForUnreadable() {
        PersonalKeys away = new LatePersonalKeys();
        DomainEventMessage<?> message = message(
                "user.human.added", "2", GoldenEvents.file("user.human.added.2"), away, StoredForms.upcasters(away));
        assertThat(message.getPayloadType()).isEqualTo(UserAdded.class);
        assertThatThrownBy(message::getPayload).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eventsWithPersonalDataInClearAreTold() {
        assertThat(isClear("user.human.added", "1", "user.human.added.1")).isTrue();
        assertThat(isClear("user.human.added", "2", "user.human.added.2.clear")).isTrue();
        assertThat(isClear("user.human.added", "2", "user.human.added.2")).isFalse();
        assertThat(isClear("user.human.email.changed", "1", "user.human.email.changed.1"))
                .isTrue();
        assertThat(isClear("user.locked", "1", "user.locked.1")).isFalse();
    }

    @Test
    void aChainWithoutTheseStepsIsTold() {
        assertThat(StoredForms.isIn(new EventUpcasterChain(StoredForms.upcasters(KEYS))))
                .isTrue();
        assertThat(StoredForms.isIn(NoOpEventUpcaster.INSTANCE)).isFalse();
    }

    private static boolean isClear(String name, String revision, String file) {
        return StoredForms.hasClearPersonalData(stored(name, revision, GoldenEvents.file(file)));
    }

    private static PersonalKeys answering(PersonalKeys.Reading reading) {
        return new PersonalKeys() {
            @Override
            public byte[] encrypt(Use use, byte[] clear) {
                throw new AssertionError();
            }

            @Override
            public Reading decrypt(Use use, byte[] encrypted) {
                return reading;
            }
        };
    }

    private static UserEvent read(String name, String revision, String json, PersonalKeys keys) {
        return (UserEvent)
                message(name, revision, json, keys, StoredForms.upcasters(keys)).getPayload();
    }

    private static DomainEventMessage<?> message(
            String name, String revision, String json, PersonalKeys keys, List<EventUpcaster> upcasters) {
        return EventStreamUtils.upcastAndDeserializeDomainEvents(
                        Stream.of(stored(name, revision, json)),
                        PasslinkSerializers.events(keys),
                        new EventUpcasterChain(upcasters))
                .next();
    }

    private static DomainEventData<byte[]> stored(String name, String revision, String json) {
        return new GenericDomainEventEntry<>(
                "user", "user-1", 0, "id", Instant.EPOCH, name, revision, json.getBytes(UTF_8), "{}".getBytes(UTF_8));
    }
}
