package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.MergedTrackingToken;
import org.axonframework.eventhandling.MultiSourceTrackingToken;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTokensTest {

    private static final TrackingToken GAPS = GapAwareTrackingToken.newInstance(42, List.of(39L, 41L));
    private static final TrackingToken SEQUENCE = new GlobalSequenceTrackingToken(7);

    @SuppressWarnings("unused") // named by the annotation below
    private static final List<TrackingToken> TOKENS = List.of(
            GAPS,
            SEQUENCE,
            ReplayToken.createReplayToken(GAPS, GapAwareTrackingToken.newInstance(3, List.of())),
            ReplayToken.createReplayToken(SEQUENCE, null),
            new MergedTrackingToken(GAPS, GapAwareTrackingToken.newInstance(12, List.of())),
            new MergedTrackingToken(ReplayToken.createReplayToken(GAPS, null), GAPS),
            new MultiSourceTrackingToken(Map.of("one", GAPS, "other", SEQUENCE)),
            new ConfigToken(Map.of("id", "store-1")));

    private final Serializer serializer = PasslinkSerializers.general(PersonalKeys.NONE);

    @ParameterizedTest
    @FieldSource("TOKENS")
    void aTokenComesBackAsItWas(TrackingToken token) {
        SerializedObject<byte[]> stored = serializer.serialize(token, byte[].class);
        // Token stores keep the name only, not the revision.
        Object read = read(stored.getType().getName(), new String(stored.getData(), UTF_8));
        assertThat(read).isEqualTo(token);
    }

    /** A token that Axon does not know; tells whether it was ever made. */
    static final class Trap implements TrackingToken {
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        Trap() {
            SPRUNG.set(true);
        }

        @Override
        public TrackingToken lowerBound(TrackingToken other) {
            return other;
        }

        @Override
        public TrackingToken upperBound(TrackingToken other) {
            return other;
        }

        @Override
        public boolean covers(TrackingToken other) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenAtReset", "currentToken", "context"})
    void aTokenWithinATokenIsNeverOfAnyOtherClass(String field) {
        String json = "{\"" + field + "\":{\"@class\":\"" + Trap.class.getName() + "\"}}";
        assertThatThrownBy(() -> read(ReplayToken.class.getName(), json)).isInstanceOf(SerializationException.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void aPartOfAMergedTokenIsNeverOfAnyOtherClass() {
        String json = "{\"lowerSegmentToken\":{\"@c\":\"" + Trap.class.getName() + "\"}}";
        assertThatThrownBy(() -> read(MergedTrackingToken.class.getName(), json))
                .isInstanceOf(SerializationException.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void aTokenOfAnotherClassIsUnknown() {
        assertThat(read(Trap.class.getName(), "{}")).isInstanceOf(UnknownSerializedType.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    private Object read(String name, String json) {
        return serializer.deserialize(new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, name, null));
    }
}
