package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.junit.jupiter.api.Test;

/**
 * Java in the documents is a region of a file that is compiled and run. The comment before a block says which:
 * {@code <!-- snippet: Embedding.java#ten-lines -->}; a region begins at {@code // @start region="ten-lines"} and ends at
 * {@code // @end}.
 */
class SnippetsTest {

    private static final Path HERE = Document.ROOT.resolve("api/java/src/test/java/dev/passlink/api/docs");
    private static final Pattern SOURCE = Pattern.compile("<!-- snippet: (\\w+\\.java)#([\\w-]+) -->");

    @Test
    void everyJavaBlockIsCodeThatIsCompiledAndRun() {
        List<FencedCodeBlock> blocks = Document.all().stream()
                .flatMap(document -> document.nodes(FencedCodeBlock.class).stream())
                .filter(block -> block.getInfo().equals("java"))
                .toList();
        assertThat(blocks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block.getLiteral()).isEqualTo(source(block)));
    }

    @Test
    void theTestCommandOfTheReadmeIsTheOneThatTheBuildServerRuns() {
        String test = "mvn -B -ntp verify";
        assertThat(shell(Document.at("README.md"))).contains(test);
        assertThat(Document.content(Document.ROOT.resolve(".ci/run")).lines()).contains(test);
    }

    @Test
    void theReadmeShowsTheDemoInOneLine() {
        assertThat(shell(Document.at("README.md")))
                .contains("mvn -q -DskipTests package && java -jar api/server/target/passlink.jar demo");
    }

    private static List<String> shell(Document document) {
        return document.nodes(FencedCodeBlock.class).stream()
                .filter(block -> block.getInfo().equals("sh"))
                .flatMap(block -> block.getLiteral().lines())
                .toList();
    }

    private static String source(FencedCodeBlock block) {
        assertThat(block.getPrevious())
                .as("the comment before %s", block.getLiteral())
                .isInstanceOf(HtmlBlock.class);
        Matcher source =
                SOURCE.matcher(((HtmlBlock) block.getPrevious()).getLiteral().strip());
        assertThat(source.matches()).as("a comment that names the source").isTrue();
        Path file = HERE.resolve(source.group(1));
        assertThat(Files.exists(file)).as("%s exists", file).isTrue();
        return region(Document.content(file), source.group(2));
    }

    private static String region(String java, String name) {
        String start = "// @start region=\"" + name + "\"\n";
        int from = java.indexOf(start);
        assertThat(from).as("region %s", name).isNotNegative();
        int begin = from + start.length();
        int end = java.lastIndexOf('\n', java.indexOf("// @end", begin));
        return java.substring(begin, end).stripIndent() + "\n";
    }
}
