package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Failure;
import dev.passlink.domain.user.MailVerdict;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.Verdict;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.user.UserQuery;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.queryhandling.QueryHandler;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    private static final List<Object> SAMPLES = MessageSamples.all();

    @SuppressWarnings("unused") // named by the annotation below
    private static final List<Object> VARIANTS = Stream.of(MessageSamples.WITH_MANY, MessageSamples.WITH_NULLS)
            .flatMap(List::stream)
            .toList();

    private final Serializer serializer = PasslinkSerializers.messages();

    @ParameterizedTest
    @ValueSource(
            classes = {
                UserCommand.class,
                MailVerdict.class,
                Verdict.class,
                Failure.class,
                UserQuery.class,
                InitCodeQuery.class
            })
    void everyRecordOfASealedVocabularyHasASample(Class<?> vocabulary) {
        Set<Class<?>> sampled = SAMPLES.stream()
                .<Class<?>>map(Object::getClass)
                .filter(vocabulary::isAssignableFrom)
                .collect(toSet());
        assertThat(sampled).isEqualTo(leaves(vocabulary).collect(toSet()));
    }

    @Test
    void everyAuthorityOccursInASample() {
        assertThat(MessageSamples.COMMANDS)
                .extracting(command -> (Object) command.authority().getClass())
                .containsAll(leaves(Authority.class).toList());
    }

    @Test
    void whateverAHandlerTakesOrAnswersIsRegistered() {
        List<Class<?>> handled = handlers(CommandHandler.class, QueryHandler.class)
                .flatMap(handler -> Stream.concat(
                        Stream.of(handler.getParameterTypes()[0]), answers(handler.getGenericReturnType())))
                .toList();
        assertThat(handled)
                .hasSizeGreaterThan(40)
                .allSatisfy(type -> assertThat(serializer.typeForClass(type)).isNotNull());
    }

    @Test
    void everyRegisteredMessageHasASample() {
        Set<Class<?>> sampled = SAMPLES.stream().<Class<?>>map(Object::getClass).collect(toSet());
        assertThat(MessageTypes.all().filter(type -> !type.isArray()).collect(toSet()))
                .isEqualTo(sampled);
    }

    @Test
    void everyMessageTravelsAsTheGoldenFileSays() {
        assertThat(SAMPLES.stream().map(this::written)).containsExactlyElementsOf(MessageSamples.golden());
    }

    @Test
    void everyMessageIsReadFromTheGoldenFile() {
        assertThat(MessageSamples.golden().stream().map(line -> line.split(" ", 2)))
                .extracting(line -> read(line[0], line[1]))
                .containsExactlyElementsOf(SAMPLES);
    }

    @ParameterizedTest
    @FieldSource({"SAMPLES", "VARIANTS"})
    void aMessageComesBackAsItWas(Object message) {
        assertThat(thereAndBack(message)).isEqualTo(message);
    }

    @Test
    void aListComesBackAsAnArrayOfItsElements() {
        assertThat(thereAndBack(List.of(MessageSamples.VIEW, MessageSamples.VIEW)))
                .isEqualTo(new Object[] {MessageSamples.VIEW, MessageSamples.VIEW});
    }

    @Test
    void aListOfWhatIsNotRegisteredIsNotWritten() {
        assertThatThrownBy(() -> thereAndBack(List.of("text"))).isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> thereAndBack(List.of(MessageSamples.VIEW, new Failure.UserNotFound())))
                .isInstanceOf(SerializationException.class);
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void anUnknownFieldIsIgnored(Object message) {
        ObjectNode later = json(message);
        later.putObject("later").putNull("a");
        assertThat(read(nameOf(message), later.toString())).isEqualTo(message);
    }

    @ParameterizedTest
    @FieldSource({"SAMPLES", "VARIANTS"})
    void whatMayNotBeNullIsNotMadeUp(Object message) {
        for (RecordComponent component : message.getClass().getRecordComponents()) {
            ObjectNode missing = json(message);
            missing.remove(component.getName());
            ObjectNode absent = json(message);
            absent.putNull(component.getName());
            Stream.of(missing, absent).forEach(damaged -> {
                if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    assertThat(read(nameOf(message), damaged.toString())).isInstanceOf(message.getClass());
                } else {
                    assertThatThrownBy(() -> read(nameOf(message), damaged.toString()))
                            .isInstanceOf(SerializationException.class);
                }
            });
        }
    }

    @Test
    void aPartOfAMessageIsNotMadeUpEither() {
        ObjectNode message = json(MessageSamples.COMMANDS.get(0));
        ((ObjectNode) message.get("person")).remove("userName");
        assertThatThrownBy(() -> read("UserCommand.AddUser", message.toString()))
                .isInstanceOf(SerializationException.class);
    }

    /** Tells whether it was ever loaded or made. */
    record Trap(UserId userId) {
        static final AtomicBoolean SPRUNG = new AtomicBoolean();

        Trap {
            SPRUNG.set(true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.passlink.api.serialization.MessagesTest$Trap",
                "dev.passlink.domain.user.UserCommand$LockUser",
                "user.removed",
                "Authority.Holder",
                "java.lang.String",
                "java.util.ArrayList",
                "java.util.HashMap"
            })
    void whatIsNotRegisteredIsNeverInstantiated(String name) {
        assertThat(read(name, "{\"userId\":\"user-1\"}")).isInstanceOf(UnknownSerializedType.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void whatIsNotRegisteredIsNotWritten() {
        for (Object other :
                List.of(new UserRemoved(new UserId("user-1"), null), Map.of("a", "b"), "text", Optional.empty())) {
            assertThatThrownBy(() -> serializer.serialize(other, byte[].class))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.passlink.api.serialization.MessagesTest$Trap",
                "dev.passlink.domain.Authority$Part",
                "Failure.UserNotFound",
                "UserCommand.LockUser",
                "Part"
            })
    void anAuthorityIsNeverOfAnyOtherClass(String name) {
        ObjectNode command = json(MessageSamples.COMMANDS.get(0));
        ((ObjectNode) command.get("authority")).put("@type", name).put("userId", "user-1");
        assertThatThrownBy(() -> read("UserCommand.AddUser", command.toString()))
                .isInstanceOf(SerializationException.class);
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void aFailureIsNeverAnotherThanItsNameSays() {
        assertThatThrownBy(() -> read("Failure.UserNotFound", "{\"@type\":\"Failure.CodeInvalid\"}"))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> read("Verdict.Refused", "{\"failure\":{\"@type\":\"Authority.Holder\"}}"))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aClassNamedInAMessageIsMereText() {
        String json = "{\"@class\":\"" + Trap.class.getName() + "\",\"userId\":\"user-1\"}";
        assertThat(read("UserQuery.One", json)).isEqualTo(new UserQuery.One(new UserId("user-1")));
        assertThat(Trap.SPRUNG).isFalse();
    }

    @Test
    void aValueTheDomainRefusesIsNotRead() {
        assertThatThrownBy(() -> read("UserQuery.One", "{\"userId\":\"system:mailer\"}"))
                .isInstanceOf(SerializationException.class);
    }

    private Object thereAndBack(Object message) {
        return serializer.deserialize(serializer.serialize(message, byte[].class));
    }

    private Object read(String name, String json) {
        return serializer.deserialize(new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, name, null));
    }

    private String written(Object message) {
        SerializedObject<byte[]> written = serializer.serialize(message, byte[].class);
        assertThat(written.getType()).isEqualTo(new SimpleSerializedType(nameOf(message), null));
        return nameOf(message) + " " + new String(written.getData(), UTF_8);
    }

    private String nameOf(Object message) {
        SerializedType type = serializer.typeForClass(message.getClass());
        return type.getName();
    }

    private ObjectNode json(Object message) {
        try {
            JsonNode json = new ObjectMapper()
                    .readTree(serializer.serialize(message, String.class).getData());
            return (ObjectNode) json;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** What an answer may be: of a sealed one, any; of an optional one, what it has; of a list, the array. */
    private static Stream<Class<?>> answers(Type answer) {
        if (answer instanceof ParameterizedType of) {
            Class<?> element = (Class<?>) of.getActualTypeArguments()[0];
            return Stream.of(of.getRawType() == List.class ? element.arrayType() : element);
        }
        return leaves((Class<?>) answer);
    }

    @SafeVarargs
    private static Stream<Method> handlers(Class<? extends Annotation>... annotations) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.passlink").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> Arrays.stream(annotations).anyMatch(method::isAnnotatedWith))
                        .map(JavaMethod::reflect);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessagesTest::leaves)
                : Stream.of(type);
    }
}
