package dev.passlink.api.docs;

import dev.passlink.domain.user.event.UserEvent;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/events.md from the table of stored names, the event records and their Javadoc. */
final class EventCatalogue {

    /** What writes the file anew. */
    static final String COMMAND = "mvn -q -pl api/java -am test -Dtest=EventCatalogueTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dpasslink.docs.write=true";

    private static final String DOMAIN = "domain/src/main/java/";

    private EventCatalogue() {}

    /** The whole document. */
    static String generate() {
        List<Class<?>> events = leaves(UserEvent.class).toList();
        return """
                # Events

                Generated from the code; do not edit. A test compares this file with the sources, and writes it anew with

                ```sh
                %s
                ```

                Every event of Passlink, in the order of the `permits` clauses. All of them are stored in the stream of
                their user. The stored name and the revision are for ever (rules [E1](rules.md#e1) and [E2](rules.md#e2)); the
                Java names may change. The metadata that every event carries is described in
                [object details](object-details.md#what-every-event-carries).

                | stored name | revision | record |
                |---|---|---|
                %s
                %s""".formatted(COMMAND, rows(events), sections(events));
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventCatalogue::leaves) : Stream.of(type);
    }

    private static String rows(List<Class<?>> events) {
        return events.stream()
                .map(event -> "| `%s` | %s | [%s](#%s) |"
                        .formatted(name(event), revision(event), event.getSimpleName(), anchor(event)))
                .collect(Collectors.joining("\n"));
    }

    private static String sections(List<Class<?>> events) {
        return events.stream().map(EventCatalogue::section).collect(Collectors.joining());
    }

    private static String section(Class<?> event) {
        Javadoc javadoc = Javadoc.of(Document.ROOT.resolve(source(event)));
        return """

                ## %s

                %s

                Stored as `%s`, revision %s; source: [%s.java](../%s).

                | component | type | meaning |
                |---|---|---|
                %s
                """
                .formatted(
                        event.getSimpleName(),
                        javadoc.sentence(),
                        name(event),
                        revision(event),
                        event.getSimpleName(),
                        source(event),
                        components(event, javadoc));
    }

    private static String components(Class<?> event, Javadoc javadoc) {
        return Arrays.stream(event.getRecordComponents())
                .map(component -> "| `%s` | `%s` | %s |"
                        .formatted(component.getName(), type(component), javadoc.components().get(component.getName())))
                .collect(Collectors.joining("\n"));
    }

    private static String type(RecordComponent component) {
        Type type = component.getGenericType();
        return type.getTypeName().replaceAll("\\b[a-z]\\w*\\.", "");
    }

    private static String source(Class<?> event) {
        return DOMAIN + event.getName().replace('.', '/') + ".java";
    }

    private static String anchor(Class<?> event) {
        return event.getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }
}
