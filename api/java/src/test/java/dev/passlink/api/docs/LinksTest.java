package dev.passlink.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.junit.jupiter.api.Test;

class LinksTest {

    private static final Pattern ADDRESS = Pattern.compile("(https?|mailto):.*");
    private static final Pattern OF_THE_PROJECT = Pattern.compile("(domain|projection|api|docs|\\.ci)/[\\w./-]*");
    private static final Pattern OF_A_MACHINE =
            Pattern.compile("(?<![\\w.}>])/(home|root|tmp|Users|opt|mnt|work|var)/|\\b[A-Z]:\\\\");

    @Test
    void thereAreDocuments() {
        assertThat(Document.all()).extracting(Document::toString).contains("README.md", "docs/tour.md");
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> dead = Document.all().stream()
                .flatMap(document -> document.nodes(Link.class).stream()
                        .map(Link::getDestination)
                        .filter(destination -> !ADDRESS.matcher(destination).matches())
                        .filter(destination -> !leadsSomewhere(document, destination))
                        .map(destination -> document + " → " + destination))
                .toList();
        assertThat(dead).isEmpty();
    }

    @Test
    void everyPathOfTheProjectThatIsNamedExists() {
        List<String> gone = Document.all().stream()
                .flatMap(document -> document.nodes(Code.class).stream()
                        .map(Code::getLiteral)
                        .filter(path -> OF_THE_PROJECT.matcher(path).matches() && !path.contains("/target/"))
                        .filter(path -> !Files.exists(Document.ROOT.resolve(path)))
                        .map(path -> document + " names " + path))
                .toList();
        assertThat(gone).isEmpty();
    }

    @Test
    void noDocumentNamesAPathOfSomebodysMachine() {
        Stream<Path> texts = Stream.concat(
                Document.all().stream().map(Document::file), Stream.of(Document.ROOT.resolve("requests.http")));
        assertThat(texts).allSatisfy(file -> assertThat(Document.content(file)).doesNotContainPattern(OF_A_MACHINE));
    }

    private static boolean leadsSomewhere(Document from, String destination) {
        int hash = destination.indexOf('#');
        String path = hash < 0 ? destination : destination.substring(0, hash);
        Path target =
                path.isEmpty() ? from.file() : from.file().resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || Document.read(target).anchors().contains(destination.substring(hash + 1));
    }
}
