package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {

    private static final Path CATALOGUE = Document.ROOT.resolve("docs/events.md");

    @Test
    void theCatalogueSaysWhatTheCodeSays() throws IOException {
        String generated = EventCatalogue.generate();
        if (Boolean.getBoolean("passlink.docs.write")) {
            Files.writeString(CATALOGUE, generated);
        }
        assertThat(Document.content(CATALOGUE))
                .as("docs/events.md differs from the code; write it anew with: %s", EventCatalogue.COMMAND)
                .isEqualTo(generated);
    }
}
