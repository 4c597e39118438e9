package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Text;
import org.junit.jupiter.api.Test;

class RulesTest {

    private static final Map<String, Integer> CHAPTERS = Map.of("D", 7, "C", 12, "O", 7, "M", 6, "P", 5, "E", 5);
    private static final Pattern CITATION = Pattern.compile("behaviour ((?:[DCOMPE]\\d+(?:[–,]| and )? ?)+)");

    private final Document rules = Document.at("docs/rules.md");

    @Test
    void everyRuleHasAHeadingOfItsOwn() {
        List<String> expected = CHAPTERS.entrySet().stream()
                .flatMap(chapter -> IntStream.rangeClosed(1, chapter.getValue()).mapToObj(i -> chapter.getKey() + i))
                .toList();
        assertThat(headings()).containsAll(expected);
    }

    @Test
    void everyRuleThatTheSourcesCiteIsThere() {
        Set<String> cited = new TreeSet<>();
        Sources.texts().forEach(text -> {
            Matcher citation = CITATION.matcher(text);
            while (citation.find()) {
                Pattern.compile("[DCOMPE]\\d+")
                        .matcher(citation.group(1))
                        .results()
                        .forEach(rule -> cited.add(rule.group()));
            }
        });
        assertThat(cited).isNotEmpty().isSubsetOf(headings());
    }

    @Test
    void everyFailureIsInTheTableOfErrors() {
        List<String> named =
                rules.nodes(Code.class).stream().map(Code::getLiteral).toList();
        List<String> reasons = Arrays.stream(Failure.class.getPermittedSubclasses())
                .map(failure -> reason(failure.getSimpleName()))
                .toList();
        assertThat(named).containsAll(reasons);
    }

    private static String reason(String record) {
        return record.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT);
    }

    private List<String> headings() {
        List<String> headings = new ArrayList<>();
        rules.nodes(Heading.class).forEach(heading -> headings.add(((Text) heading.getFirstChild()).getLiteral()));
        return headings;
    }
}
