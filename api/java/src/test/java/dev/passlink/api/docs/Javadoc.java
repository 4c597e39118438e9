package dev.passlink.api.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the Javadoc of a record says, as Markdown.
 *
 * @param sentence   its first sentence
 * @param components what it says of each component, by name
 */
record Javadoc(String sentence, Map<String, String> components) {

    /** The Javadoc of the top-level record in this file. */
    static Javadoc of(Path file) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
            CompilationUnitTree unit = task.parse().iterator().next();
            TreePath type = new TreePath(new TreePath(unit), unit.getTypeDecls().get(0));
            return of(DocTrees.instance(task).getDocCommentTree(type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Javadoc of(DocCommentTree comment) {
        Map<String, String> components = new LinkedHashMap<>();
        for (DocTree tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree param) {
                components.put(param.getName().toString(), markdown(param.getDescription()));
            }
        }
        return new Javadoc(markdown(comment.getFirstSentence()), components);
    }

    private static String markdown(List<? extends DocTree> text) {
        return text.stream()
                .map(Javadoc::markdown)
                .collect(Collectors.joining())
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String markdown(DocTree part) {
        if (part instanceof LiteralTree literal) {
            return "`" + literal.getBody().getBody() + "`";
        }
        if (part instanceof LinkTree link) {
            return "`" + link.getReference().getSignature().replaceFirst("^#", "") + "`";
        }
        return part.toString();
    }
}
