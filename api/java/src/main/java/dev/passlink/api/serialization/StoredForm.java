package dev.passlink.api.serialization;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator.TypeMatcher;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of what is stored (behaviour E2): instants and durations by ISO 8601, ids as plain texts, sets sorted, absent
 * values written as {@code null} (or left out, in events to which they were added later), unknown fields ignored on read. The domain knows no JSON, so all of it is said here.
 */
final class StoredForm {

    /** The event that got a component which may be {@code null} when others of its kind were stored already. */
    private static final Class<?> LEAVING_OUT_NULLS = PasswordlessInitCodeAdded.class;

    private StoredForm() {}

    /** Of events: what a record needs must be there, rather than be taken for 0 or absent. */
    static ObjectMapper ofEvents() {
        return common().annotationIntrospector(new RequiredUnlessLeftOut())
                .addMixIn(LEAVING_OUT_NULLS, WithoutNulls.class)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    /** Of snapshots and tokens. */
    static ObjectMapper ofSnapshotsAndTokens() {
        return common().addMixIn(User.class, ByFields.class).build();
    }

    private static JsonMapper.Builder common() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new SimpleModule("sorted sets")
                        .addSerializer(Set.class, new StdDelegatingSerializer(new Sorted())))
                .addMixIn(UserId.class, PlainText.class)
                .addMixIn(CodeId.class, PlainText.class)
                .addMixIn(ResourceOwner.class, PlainText.class)
                .addMixIn(RequestFingerprint.class, PlainText.class)
                .polymorphicTypeValidator(onlyTokensInTokens())
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** Axon's tokens name the classes of the tokens within them; no other class may be named there. */
    private static PolymorphicTypeValidator onlyTokensInTokens() {
        return BasicPolymorphicTypeValidator.builder()
                .allowIfSubType(new TypeMatcher() {
                    @Override
                    public boolean match(MapperConfig<?> config, Class<?> type) {
                        return StoredTypes.TOKENS.contains(type);
                    }
                })
                .build();
    }

    /** An id. */
    private abstract static class PlainText {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        PlainText(@SuppressWarnings("unused") String value) {}

        @JsonValue
        abstract String value();
    }

    /** Leaves out what is {@code null}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface WithoutNulls {}

    /** Every component of a record must be there, but those that are left out where they are {@code null}. */
    private static final class RequiredUnlessLeftOut extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            if (!(member instanceof AnnotatedParameter parameter)
                    || !member.getDeclaringClass().isRecord()) {
                return super.hasRequiredMarker(member);
            }
            RecordComponent component = member.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
            return member.getDeclaringClass() != LEAVING_OUT_NULLS
                    || !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
    }

    /** The aggregate, whose state is nobody's business but its own. */
    @JsonAutoDetect(
            fieldVisibility = Visibility.ANY,
            getterVisibility = Visibility.NONE,
            isGetterVisibility = Visibility.NONE)
    private interface ByFields {}

    /** Sets in their elements' natural order, so that the same value is always the same text. */
    private static final class Sorted extends StdConverter<Set<?>, List<?>> {
        @Override
        public List<?> convert(Set<?> set) {
            return set.stream().sorted().toList();
        }
    }
}
