package dev.passlink.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compares the table of errors in docs/rules.md with what is answered. */
class ErrorTableTest {

    private static final Path RULES = Path.of("../../docs/rules.md");
    private static final Map<Class<?>, Object> SAMPLES =
            Map.of(String.class, "why", int.class, 10, Duration.class, Duration.ofSeconds(1));

    @Test
    void theTableOfErrorsInTheDocumentsIsWhatIsAnswered() throws IOException {
        List<String> documented = Files.readString(RULES)
                .lines()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\| \\d+ \\| \\d+ \\|.*"))
                .map(line -> line.substring(0, line.indexOf(" |", line.indexOf(" |", line.indexOf(" |") + 2) + 2)))
                .toList();
        List<String> answered = Arrays.stream(Failure.class.getPermittedSubclasses())
                .map(ErrorTableTest::sample)
                .map(failure -> "| `%s` | %d | %d"
                        .formatted(
                                failure.reason(),
                                FailureStatus.grpcCode(failure).value(),
                                FailureStatus.httpStatus(failure).code()))
                .toList();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(answered);
    }

    private static Failure sample(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(types).map(SAMPLES::get).toArray();
        try {
            return (Failure) type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
