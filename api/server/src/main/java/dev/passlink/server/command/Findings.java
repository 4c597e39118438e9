package dev.passlink.server.command;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.Finding;
import dev.passlink.api.Finding.Backdated;
import dev.passlink.api.Finding.Disowned;
import dev.passlink.api.Finding.Doubled;
import dev.passlink.api.Finding.Drift;
import dev.passlink.api.Finding.Erased;
import dev.passlink.api.Finding.Misplaced;
import dev.passlink.api.Finding.Missing;
import dev.passlink.api.Finding.Reordered;
import dev.passlink.api.Finding.Unreadable;
import dev.passlink.api.Finding.Unsigned;
import dev.passlink.projection.fold.Difference;

/**
 * What was found, for persons and for programs. Whoever edited a store may have put anything into it, so what would move
 * the cursor of a terminal is not printed.
 */
final class Findings {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Findings() {}

    /** In one line. */
    static String words(Finding finding) {
        return printable(sentence(finding));
    }

    private static String sentence(Finding finding) {
        if (finding instanceof Drift drift) {
            return drift.model().id() + ": " + words(drift.difference());
        }
        if (finding instanceof Missing missing) {
            return missing.first() == missing.last()
                    ? event(missing.userId(), missing.first()) + " is missing"
                    : "events: %d to %d of %s are missing".formatted(missing.first(), missing.last(), missing.userId());
        }
        if (finding instanceof Doubled doubled) {
            return event(doubled.userId(), doubled.sequence()) + " is there twice";
        }
        if (finding instanceof Reordered event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " is stored before the one it follows";
        }
        if (finding instanceof Unreadable event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " cannot be read by this version";
        }
        if (finding instanceof Misplaced event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " is about somebody else";
        }
        if (finding instanceof Unsigned event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position() + " does not say its "
                    + String.join(", ", event.keys());
        }
        if (finding instanceof Disowned event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " is of an organization that does not own the user";
        }
        if (finding instanceof Erased event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " has lost its personal data, although the user was not removed";
        }
        if (finding instanceof Backdated event) {
            return event(event.userId(), event.sequence()) + " at position " + event.position()
                    + " is not under the seal, but its time is from before it";
        }
        throw new IllegalArgumentException(finding.getClass().getName());
    }

    private static String event(String userId, long sequence) {
        return "events: " + sequence + " of " + userId;
    }

    private static String words(Difference difference) {
        String row = "the row " + String.join(" / ", difference.key()) + " in " + difference.table();
        return switch (difference.what()) {
            case MISSING -> row + " is missing";
            case SURPLUS -> row + " has no event it could come from";
            case DIFFERS -> row + " differs in " + String.join(", ", difference.columns());
        };
    }

    /** As one JSON object in one line; {@code finding} says what kind it is. */
    static String json(Finding finding) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("finding", finding.getClass().getSimpleName().toLowerCase(ROOT));
        if (finding instanceof Drift drift) {
            json.put("readModel", drift.model().id())
                    .put("row", drift.difference().what().name().toLowerCase(ROOT))
                    .put("table", drift.difference().table());
            json.set("key", JSON.valueToTree(drift.difference().key()));
            json.set("columns", JSON.valueToTree(drift.difference().columns()));
        } else {
            JsonNode fields = JSON.valueToTree(finding);
            fields.properties().forEach(field -> json.set(field.getKey(), field.getValue()));
        }
        return json.toString();
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "\uFFFD");
    }
}
