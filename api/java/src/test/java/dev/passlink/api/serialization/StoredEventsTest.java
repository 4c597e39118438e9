package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserRemoved;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEventsTest {

    @SuppressWarnings("unused") // named by the annotations below
    private static final List<Object> EVENTS = GoldenEvents.ALL;

    private final Serializer serializer = PasslinkSerializers.events(new GoldenKeys());

    @ParameterizedTest
    @FieldSource("EVENTS")
    void anEventIsWrittenAsItsGoldenFileSays(Object event) {
        SerializedObject<byte[]> stored = serializer.serialize(event, byte[].class);
        assertThat(new String(stored.getData(), UTF_8)).isEqualTo(GoldenEvents.storedForm(event));
        assertThat(stored.getType().getName())
                .isEqualTo(GoldenEvents.typeOf(event).name());
        assertThat(stored.getType().getRevision())
                .isEqualTo(GoldenEvents.typeOf(event).revision());
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void anEventIsReadFromItsGoldenFile(Object event) {
        assertThat(read(event, GoldenEvents.storedForm(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void anUnknownFieldIsIgnored(Object event) {
        String later = GoldenEvents.storedForm(event).replaceFirst("\\{", "{\"later\":{\"a\":[1,null]},");
        assertThat(read(event, later)).isEqualTo(event);
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void aMissingFieldIsNotMadeUp(Object event) {
        ObjectNode whole = (ObjectNode) tree(GoldenEvents.storedForm(event));
        whole.fieldNames().forEachRemaining(field -> {
            ObjectNode damaged = whole.deepCopy();
            damaged.remove(field);
            assertThat(refused(event, damaged.toString())).as(field).isTrue();
        });
    }

    private boolean refused(Object event, String json) {
        try {
            return read(event, json) instanceof UnknownSerializedType;
        } catch (SerializationException e) {
            return true;
        }
    }

    @Test
    void aRemovalNamesTheKeyThatIsToBeDestroyed() {
        UserRemoved event = GoldenEvents.KEYED;
        String stored = GoldenEvents.storedForm(event);
        assertThat(new String(serializer.serialize(event, byte[].class).getData(), UTF_8))
                .isEqualTo(stored);
        assertThat(read(event, stored)).isEqualTo(event);
    }

    @Test
    void anEventOfARepeatableRequestHasItsFingerprint() {
        PasswordlessInitCodeAdded event = GoldenEvents.REPEATABLE;
        String stored = GoldenEvents.storedForm(event);
        assertThat(new String(serializer.serialize(event, byte[].class).getData(), UTF_8))
                .isEqualTo(stored);
        assertThat(read(event, stored)).isEqualTo(event);
    }

    @Test
    void whatIsAbsentIsWrittenAsNull() {
        UserAdded event = new UserAdded(new UserId("user-1"), null, Person.named("zoe", "Zoë", "Müller", null));
        String json = new String(serializer.serialize(event, byte[].class).getData(), UTF_8);
        assertThat(json).contains("\"email\":null").contains("\"personalKey\":null");
        assertThat(read(event, json)).isEqualTo(event);
    }

    @Test
    void metaDataGoesAndComesAsTexts() {
        MetaData metaData =
                MetaData.with("resourceOwner", "org-1").and("editor", "user-2").and("operation", "link");
        SerializedObject<byte[]> stored = serializer.serialize(metaData, byte[].class);
        assertThat(new String(stored.getData(), UTF_8))
                .isEqualTo("{\"editor\":\"user-2\",\"operation\":\"link\",\"resourceOwner\":\"org-1\"}");
        assertThat(stored.getType().getName()).isEqualTo(MetaData.class.getName());
        assertThat(serializer.<byte[], Object>deserialize(stored)).isEqualTo(metaData);
    }

    @Test
    void anEventFromALaterRevisionIsUnknownRatherThanHalfRead() {
        Object read = read("user.removed", "2", "{\"userId\":\"user-1\"}");
        assertThat(read).isInstanceOf(UnknownSerializedType.class);
    }

    @Test
    void anUnknownEventKeepsItsContentForWhoeverCanReadIt() {
        Object read = read("user.human.nickname.changed", "1", "{\"userId\":\"user-1\"}");
        assertThat(read).isInstanceOfSatisfying(UnknownSerializedType.class, unknown -> {
            assertThat(unknown.serializedType().getName()).isEqualTo("user.human.nickname.changed");
            assertThat(unknown.readData(JsonNode.class)).isEqualTo(tree("{\"userId\":\"user-1\"}"));
        });
    }

    /** Tells whether it was ever loaded or made. */
    static final class Trap {
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        Trap() {
            SPRUNG.set(true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.passlink.api.serialization.StoredEventsTest$Trap",
                "dev.passlink.domain.user.event.UserRemoved",
                "dev.passlink.domain.user.User",
                "java.util.HashMap"
            })
    void aJavaNameIsNeverInstantiated(String name) {
        assertThat(read(name, null, "{}")).isInstanceOf(UnknownSerializedType.class);
        assertThat(read(name, "1", "{}")).isInstanceOf(UnknownSerializedType.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void aClassNamedInAnEventIsMereText() {
        String json = "{\"@class\":\"" + Trap.class.getName() + "\",\"userId\":\"user-1\"}";
        assertThat(read("user.removed", "1", json)).isNotNull();
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void whatIsNotRegisteredIsNotStored() {
        assertThatThrownBy(() -> serializer.serialize(Map.of("a", "b"), byte[].class))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void nothingIsStoredAsNothing() {
        SerializedObject<byte[]> nothing = serializer.serialize(null, byte[].class);
        assertThat(serializer.<byte[], Object>deserialize(nothing)).isNull();
    }

    @Test
    void setsAreSorted() throws Exception {
        assertThat(JsonForm.ofEvents().writeValueAsString(Map.of("set", Set.of("c", "a", "d", "b"))))
                .isEqualTo("{\"set\":[\"a\",\"b\",\"c\",\"d\"]}");
    }

    private Object read(Object event, String json) {
        return read(
                GoldenEvents.typeOf(event).name(), GoldenEvents.typeOf(event).revision(), json);
    }

    private Object read(String name, String revision, String json) {
        return serializer.deserialize(new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, name, revision));
    }

    private static JsonNode tree(String json) {
        try {
            return JsonForm.ofEvents().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
