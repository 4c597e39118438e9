package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Text;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final Document INDEX = Document.at("docs/decisions/README.md");

    private final List<Document> decisions = Document.all().stream()
            .filter(document -> document.toString().matches("docs/decisions/\\d{4}-.*"))
            .toList();

    @Test
    void decisionsAreNumberedWithoutGaps() {
        List<String> numbers = IntStream.rangeClosed(1, decisions.size())
                .mapToObj("%04d"::formatted)
                .toList();
        assertThat(decisions)
                .extracting(decision -> decision.file().getFileName().toString().substring(0, 4))
                .isEqualTo(numbers);
    }

    @Test
    void everyDecisionIsInTheIndex() {
        assertThat(INDEX.nodes(Link.class))
                .extracting(Link::getDestination)
                .containsAll(decisions.stream()
                        .map(decision -> decision.file().getFileName().toString())
                        .toList());
    }

    @Test
    void everyDecisionSaysContextDecisionAndConsequencesOnOnePage() {
        assertThat(decisions).allSatisfy(decision -> {
            assertThat(decision.text().lines()).hasSizeLessThanOrEqualTo(40);
            assertThat(decision.nodes(Heading.class).stream()
                            .skip(1)
                            .map(heading -> ((Text) heading.getFirstChild()).getLiteral()))
                    .containsExactly("Context", "Decision", "Consequences");
        });
    }
}
