package dev.passlink.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The production sources of all modules. */
final class Sources {

    private static final List<String> MODULES = List.of("domain", "projection", "api/java", "api/server");
    private static final Pattern IDENTIFIER = Pattern.compile("\\b[A-Za-z_]\\w*");

    private Sources() {}

    /** The text of every Java and protobuf file. */
    static List<String> texts() {
        return MODULES.stream().flatMap(Sources::files).map(Document::content).toList();
    }

    /** Every identifier that occurs in them. */
    static Set<String> identifiers() {
        Set<String> identifiers = new HashSet<>();
        texts().forEach(text -> {
            Matcher matcher = IDENTIFIER.matcher(text);
            while (matcher.find()) {
                identifiers.add(matcher.group());
            }
        });
        return identifiers;
    }

    private static Stream<Path> files(String module) {
        Path sources = Document.ROOT.resolve(module).resolve("src/main");
        if (!Files.exists(sources)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().matches(".*\\.(java|proto)")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
