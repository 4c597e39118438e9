package dev.passlink.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A Markdown document of the project.
 *
 * @param file where it is
 * @param text as it is written
 * @param tree as it is read
 */
record Document(Path file, String text, Node tree) {

    /** The project's folder. */
    static final Path ROOT = root();

    /** README, CHANGELOG and everything in docs. */
    static List<Document> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One document, by its path below the project's folder. */
    static Document at(String path) {
        return read(ROOT.resolve(path));
    }

    static Document read(Path file) {
        String text = content(file);
        return new Document(file, text, Parser.builder().build().parse(text));
    }

    static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its nodes of one kind, in order. */
    <N extends Node> List<N> nodes(Class<N> kind) {
        List<N> found = new ArrayList<>();
        collect(tree, kind, found);
        return found;
    }

    /** The anchors of its headings. */
    Set<String> anchors() {
        IdGenerator ids = IdGenerator.builder().build();
        Set<String> anchors = new HashSet<>();
        nodes(Heading.class).forEach(heading -> anchors.add(ids.generateId(words(heading))));
        return anchors;
    }

    private static <N extends Node> void collect(Node node, Class<N> kind, List<N> found) {
        if (kind.isInstance(node)) {
            found.add(kind.cast(node));
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            collect(child, kind, found);
        }
    }

    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak lineBreak) {
                words.append(' ');
            }
        });
        return words.toString();
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".ci/run"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
