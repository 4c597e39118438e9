package dev.passlink.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserLocked;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.junit.jupiter.api.Test;

class WrappingSerializerTest {

    private final Serializer application = JacksonSerializer.defaultSerializer();
    private final Serializer wrapping = PasslinkSerializers.wrapping(application);

    /** An event of the application's. */
    record Joined(String member) {}

    @Test
    void passlinksEventsKeepTheirStoredForm() {
        UserLocked event = new UserLocked(new UserId("ann"));

        SerializedObject<String> stored = wrapping.serialize(event, String.class);

        SerializedObject<String> alone =
                PasslinkSerializers.events(PersonalKeys.NONE).serialize(event, String.class);
        assertThat(stored.getType()).isEqualTo(new SimpleSerializedType("user.locked", "1"));
        assertThat(stored.getData()).isEqualTo(alone.getData());
        assertThat(wrapping.<String, UserLocked>deserialize(stored)).isEqualTo(event);
    }

    @Test
    void theApplicationsEventsAreItsOwnBusiness() {
        Joined event = new Joined("ann");

        SerializedObject<String> stored = wrapping.serialize(event, String.class);

        assertThat(stored.getType().getName()).isEqualTo(Joined.class.getName());
        assertThat(wrapping.<String, Joined>deserialize(stored)).isEqualTo(event);
        assertThat(wrapping.classForType(stored.getType())).isEqualTo(Joined.class);
    }

    @Test
    void metadataIsTheApplicationsInEveryEvent() {
        MetaData metaData = MetaData.with("key", "value");

        SerializedObject<String> stored = wrapping.serialize(metaData, String.class);

        SerializedObject<String> alone = application.serialize(metaData, String.class);
        assertThat(stored.getType()).isEqualTo(alone.getType());
        assertThat(stored.getData()).isEqualTo(alone.getData());
        assertThat(wrapping.<String, MetaData>deserialize(stored)).isEqualTo(metaData);
    }

    @Test
    void anotherRevisionOfOursAndAnythingUnknownToBothIsUnknown() {
        assertThat(wrapping.classForType(new SimpleSerializedType("user.locked", "2")))
                .isEqualTo(UnknownSerializedType.class);
        assertThat(wrapping.classForType(new SimpleSerializedType("nobody.knows", null)))
                .isEqualTo(UnknownSerializedType.class);
        assertThat((Object) wrapping.deserialize(
                        new SimpleSerializedObject<>("{}", String.class, new SimpleSerializedType("user.locked", "2"))))
                .isInstanceOf(UnknownSerializedType.class);
    }

    @Test
    void nothingIsNothing() {
        assertThat(wrapping.typeForClass(null)).isEqualTo(application.typeForClass(null));
        assertThat((Object) wrapping.deserialize(wrapping.serialize(null, String.class)))
                .isNull();
    }

    @Test
    void onlyWhatWasWrappedIsTakenForWrapped() {
        assertThat(PasslinkSerializers.isWrapping(wrapping)).isTrue();
        assertThat(PasslinkSerializers.isWrapping(application)).isFalse();
    }

    @Test
    void personalDataWaitsForTheKeysThatPasslinkBrings() {
        UserAdded event = new UserAdded(new UserId("ann"), new PersonalKeyId("key"), Person.ERASED);
        assertThatThrownBy(() -> wrapping.serialize(event, byte[].class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Passlink");

        PasslinkSerializers.bind(wrapping, new GoldenKeys());

        assertThat((Object) wrapping.deserialize(wrapping.serialize(event, byte[].class)))
                .isEqualTo(event);
    }
}
