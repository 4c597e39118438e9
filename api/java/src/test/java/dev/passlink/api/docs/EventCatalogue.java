package dev.passlink.api.docs;

import dev.passlink.api.serialization.EventType;
import dev.passlink.api.serialization.EventTypes;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes docs/events.md from the table of stored names, the records, their Javadoc, and the golden files. */
final class EventCatalogue {

    /** What writes the file anew. */
    static final String COMMAND = "mvn -q -pl api/java -am test -Dtest=EventCatalogueTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dpasslink.docs.write=true";

    private static final String DOMAIN = "domain/src/main/java/";
    private static final String GOLDEN = "api/java/src/test/resources/golden/events/";

    private EventCatalogue() {}

    /** The whole document. */
    static String generate() {
        return """
                # Events

                Every event, generated from the code: do not edit. A test compares this page with the sources and fails where
                they differ. This writes it anew:

                ```sh
                %s
                ```

                All events are stored in the stream of their user, but the claim of a credential, which has a stream of its own.
                Stored name and revision are for ever (rules [E1](rules.md#e1) and [E2](rules.md#e2)); Java names may change.
                What the metadata of each event says is in
                [object details](object-details.md#what-every-event-carries).

                | stored name | revision | record |
                |---|---|---|
                %s
                %s
                ## Values

                Records inside of events. Ids are stored as plain strings.
                %s""".formatted(COMMAND, rows(), sections(), values());
    }

    private static String rows() {
        return EventTypes.all().stream()
                .map(type -> "| `%s` | %s | [%s](#%s) |"
                        .formatted(
                                type.name(),
                                type.revision(),
                                type.event().getSimpleName(),
                                type.event().getSimpleName().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("\n"));
    }

    private static String sections() {
        return EventTypes.all().stream().map(EventCatalogue::section).collect(Collectors.joining());
    }

    private static String section(EventType type) {
        Javadoc javadoc = javadoc(type.event());
        return """

                ## %s

                %s

                Stored as `%s`, revision %s. Source: [%s.java](../%s).

                %s
                An example of its stored form, kept as a golden file:

                ```json
                %s
                ```
                """.formatted(
                        type.event().getSimpleName(),
                        javadoc.sentence(),
                        type.name(),
                        type.revision(),
                        type.event().getSimpleName(),
                        source(type.event()),
                        components(type.event(), javadoc),
                        golden(type));
    }

    private static String values() {
        Set<Class<?>> values = new LinkedHashSet<>();
        EventTypes.all().forEach(type -> collectValues(type.event(), values));
        return values.stream().map(EventCatalogue::value).collect(Collectors.joining());
    }

    /** The records inside of a record that have more than one component. */
    private static void collectValues(Class<?> type, Set<Class<?>> values) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> inside = component.getType();
            if (inside.isRecord() && inside.getRecordComponents().length > 1 && values.add(inside)) {
                collectValues(inside, values);
            }
        }
    }

    private static String value(Class<?> type) {
        Javadoc javadoc = javadoc(type);
        return """

                ### %s

                %s

                %s""".formatted(type.getSimpleName(), javadoc.sentence(), components(type, javadoc));
    }

    private static String components(Class<?> type, Javadoc javadoc) {
        String rows = Arrays.stream(type.getRecordComponents())
                .map(component -> "| `%s` | `%s` | %s |\n"
                        .formatted(
                                component.getName(),
                                component.getType().getSimpleName(),
                                javadoc.components().get(component.getName())))
                .collect(Collectors.joining());
        return """
                | component | type | meaning |
                |---|---|---|
                %s""".formatted(rows);
    }

    private static Javadoc javadoc(Class<?> type) {
        return Javadoc.of(Document.ROOT.resolve(source(type)));
    }

    private static String source(Class<?> type) {
        return DOMAIN + type.getName().replace('.', '/') + ".java";
    }

    private static String golden(EventType type) {
        return Document.content(Document.ROOT.resolve(GOLDEN + type.name() + "." + type.revision() + ".json"))
                .strip();
    }
}
