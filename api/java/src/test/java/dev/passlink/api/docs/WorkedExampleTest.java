package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.ObjectDetails;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Folds the table of docs/object-details.md. */
class WorkedExampleTest {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final MetaData METADATA = MetaData.with(ObjectDetails.RESOURCE_OWNER, "acme");

    /** A row: sequence, event, time, the user's details, the code's details. */
    private final List<List<String>> rows = Document.at("docs/object-details.md")
            .text()
            .lines()
            .filter(line -> line.matches("\\| \\d+ \\|.*"))
            .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
            .toList();

    @Test
    void theUsersDetailsAreTheFoldOfTheUsersEvents() {
        assertThat(fold("`User\\w+`")).isEqualTo(column(3));
    }

    @Test
    void theCodesDetailsAreTheFoldOfTheCodesEvents() {
        assertThat(fold("`PasswordlessInitCode\\w+`")).isEqualTo(column(4));
    }

    private List<String> column(int index) {
        assertThat(rows).hasSizeGreaterThan(3);
        return rows.stream().map(row -> row.get(index)).toList();
    }

    private List<String> fold(String eventsOfTheObject) {
        List<String> column = new ArrayList<>();
        ObjectDetails details = null;
        for (List<String> row : rows) {
            if (row.get(1).matches(eventsOfTheObject)) {
                details = ObjectDetails.next(details, message(row));
            }
            column.add(written(details));
        }
        return column;
    }

    private static GenericDomainEventMessage<String> message(List<String> row) {
        Instant time = LocalTime.parse(row.get(2)).atDate(LocalDate.EPOCH).toInstant(ZoneOffset.UTC);
        return new GenericDomainEventMessage<>(
                "user", "ann", Long.parseLong(row.get(0)) - 1, row.get(1), METADATA, row.get(1), time);
    }

    private static String written(@Nullable ObjectDetails details) {
        return details == null
                ? "–"
                : details.sequence() + ", " + TIME.format(details.creationDate()) + ", "
                        + TIME.format(details.changeDate());
    }
}
