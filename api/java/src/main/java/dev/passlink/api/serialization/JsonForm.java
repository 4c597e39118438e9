package dev.passlink.api.serialization;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import com.fasterxml.jackson.databind.jsontype.BasicPolymorphicTypeValidator.TypeMatcher;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.PolymorphicTypeValidator;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.UserRemoved;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of what is stored or sent (behaviour E2): instants and durations by ISO 8601, ids as plain texts, absent values
 * written as {@code null} (or left out, in events to which they were added later), unknown fields ignored on read. What is
 * stored has its sets sorted. The domain knows no JSON, so all of it is said here.
 */
final class JsonForm {

    /** The events that got a component which may be {@code null} when others of their kind were stored already. */
    private static final List<Class<?>> LEAVING_OUT_NULLS = List.of(PasswordlessInitCodeAdded.class, UserRemoved.class);

    private JsonForm() {}

    /** Of events: what a record needs must be there, rather than be taken for 0 or absent. */
    static ObjectMapper ofEvents() {
        JsonMapper.Builder form = stored().annotationIntrospector(new RequiredUnlessLeftOut())
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        LEAVING_OUT_NULLS.forEach(type -> form.addMixIn(type, WithoutNulls.class));
        return form.build();
    }

    /** Of snapshots and tokens, and of the response types of queries, which name a class as messages do. */
    static ObjectMapper ofGeneral() {
        RegisteredTypes messages = RegisteredTypes.messages();
        return stored().addMixIn(User.class, ByFields.class)
                .addModule(new SimpleModule("classes of messages")
                        .addSerializer(Class.class, new StdDelegatingSerializer(new NameOfMessage(messages)))
                        .addDeserializer(Class.class, new StdDelegatingDeserializer<>(new MessageOfName(messages))))
                .build();
    }

    /** Of messages: what may not be {@code null} must be there; what may be one of several records says which. */
    static ObjectMapper ofMessages() {
        JsonMapper.Builder form = common().annotationIntrospector(new NullOnlyWhereNullable())
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        for (Class<?> type : MessageTypes.within()) {
            form.addMixIn(type, Named.class);
            MessageTypes.records(type)
                    .forEach(variant -> form.registerSubtypes(new NamedType(variant, MessageTypes.nameOf(variant))));
        }
        return form.build();
    }

    private static JsonMapper.Builder stored() {
        return common().addModule(new SimpleModule("sorted sets")
                        .addSerializer(Set.class, new StdDelegatingSerializer(new Sorted())))
                .polymorphicTypeValidator(onlyTokensInTokens());
    }

    private static JsonMapper.Builder common() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addMixIn(UserId.class, PlainText.class)
                .addMixIn(CodeId.class, PlainText.class)
                .addMixIn(PasskeyId.class, PlainText.class)
                .addMixIn(CredentialId.class, PlainText.class)
                .addMixIn(Challenge.class, PlainText.class)
                .addMixIn(UserHandle.class, PlainText.class)
                .addMixIn(UrlTemplate.class, PlainText.class)
                .addMixIn(PersonalKeyId.class, PlainText.class)
                .addMixIn(ResourceOwner.class, PlainText.class)
                .addMixIn(RequestFingerprint.class, PlainText.class)
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
                        return RegisteredTypes.TOKENS.contains(type);
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
            return !LEAVING_OUT_NULLS.contains(member.getDeclaringClass()) || !isNullable(parameter);
        }
    }

    /** One of several records, by its registered name. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@type")
    private interface Named {}

    /** No component of a record may be {@code null} or missing, but those that say they may. */
    private static final class NullOnlyWhereNullable extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            return member instanceof AnnotatedParameter parameter
                            && parameter.getDeclaringClass().isRecord()
                            && !isNullable(parameter)
                    ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                    : super.findSetterInfo(member);
        }
    }

    private static boolean isNullable(AnnotatedParameter parameter) {
        RecordComponent component = parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
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

    /** The class of a message, as the message is named where it travels. */
    private static final class NameOfMessage extends StdConverter<Class<?>, String> {
        private final RegisteredTypes messages;

        NameOfMessage(RegisteredTypes messages) {
            this.messages = messages;
        }

        @Override
        public String convert(Class<?> type) {
            return messages.nameOf(type)
                    .orElseThrow(() -> notRegistered(type.getName()))
                    .getName();
        }
    }

    /** The class of a message, by the name it travels under. */
    private static final class MessageOfName extends StdConverter<String, Class<?>> {
        private final RegisteredTypes messages;

        MessageOfName(RegisteredTypes messages) {
            this.messages = messages;
        }

        @Override
        public Class<?> convert(String name) {
            return messages.classOf(new SimpleSerializedType(name, null)).orElseThrow(() -> notRegistered(name));
        }
    }

    private static SerializationException notRegistered(String name) {
        return new SerializationException(name + " is not registered");
    }
}
