package dev.passlink.server.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.api.serialization.EventType;
import dev.passlink.api.serialization.EventTypes;
import dev.passlink.domain.user.event.UserEvent;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HappeningTest {

    static List<EventType> types() {
        return EventTypes.all().stream()
                .filter(type -> UserEvent.class.isAssignableFrom(type.event()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("types")
    void thereAreWordsForEveryEvent(EventType type) {
        assertThat(Happening.of(type.name())).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void thereIsAPictureForEveryEvent(Happening happening) throws Exception {
        try (InputStream icons = Happening.class.getResourceAsStream("icons.svg")) {
            assertThat(new String(icons.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("id=\"i-" + happening.icon + "\"");
        }
    }

    @Test
    void whatThisVersionDoesNotKnowIsCalledByItsStoredName() {
        assertThat(Happening.label("user.of.the.future")).isEqualTo("user.of.the.future");
    }
}
