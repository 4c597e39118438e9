package dev.passlink.api.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.event.UserEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventTypesTest {

    @Test
    void everyEventIsInTheTableExactlyOnce() {
        assertThat(EventTypes.all())
                .extracting(type -> (Object) type.event())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(leaves(UserEvent.class), Stream.of(CredentialClaimed.class))
                                .map(leaf -> (Object) leaf)
                                .toList());
    }

    @Test
    void everyStoredNameIsUsedOnce() {
        assertThat(EventTypes.all()).extracting(EventType::name).doesNotHaveDuplicates();
    }

    @Test
    void storedNamesAreIndependentOfJavaNames() {
        assertThat(EventTypes.all())
                .extracting(EventType::name)
                .allMatch(name -> name.matches("(user|credential)(\\.[a-z]+)+"));
    }

    @Test
    void everyEventHasAGoldenOne() {
        assertThat(GoldenEvents.ALL)
                .extracting(event -> (Object) event.getClass())
                .containsExactlyElementsOf(EventTypes.all().stream()
                        .map(type -> (Object) type.event())
                        .toList());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventTypesTest::leaves)
                : Stream.of(type);
    }
}
