package dev.passlink.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.event.UserEvent;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.AnnotationEventHandlerAdapter;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.serialization.UnknownSerializedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EveryEventTest {

    @Test
    void thereIsASampleOfEveryEventType() {
        assertThat(EveryEvent.ofEachType().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(EveryEvent.types());
    }

    @ParameterizedTest
    @EnumSource
    void aProjectionReceivesEveryEventType(ReadModel readModel) {
        AnnotationEventHandlerAdapter handlers = new AnnotationEventHandlerAdapter(projection(readModel));
        History history = new History(EveryEvent.USER);

        for (UserEvent event : EveryEvent.ofEachType()) {
            assertThat(handlers.canHandle(history.then(event))).as("%s", event).isTrue();
        }
        assertThat(handlers.canHandleType(UnknownSerializedType.class)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void noHandlerHasLostItsAnnotation(ReadModel readModel) {
        List<Method> handlers = Arrays.stream(projection(readModel).getClass().getDeclaredMethods())
                .filter(method -> method.getName().equals("on"))
                .toList();

        assertThat(handlers).hasSize(2).allMatch(method -> method.isAnnotationPresent(EventHandler.class));
    }

    private static Object projection(ReadModel readModel) {
        return readModel.projection(
                1,
                () -> {
                    throw new AssertionError("nothing is read or written");
                },
                Class::getSimpleName);
    }
}
