package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.server.Main;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program {@code passlink}, of the classpath of this one.
 *
 * @param folder   for its logs
 * @param settings all that are not the default
 */
record Program(Path folder, Map<String, String> settings) {

    Program {
        settings = Map.copyOf(settings);
    }

    /** The same with a folder of its own below, and with more settings. */
    Program in(String subfolder, Map<String, String> more) throws IOException {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return new Program(Files.createDirectories(folder.resolve(subfolder)), all);
    }

    /** What a command prints; fails unless it exits with 0. */
    String run(String... arguments) throws IOException, InterruptedException {
        Process command = start(arguments);
        String printed = new String(command.getInputStream().readAllBytes(), UTF_8);
        if (command.waitFor() != 0) {
            throw new IllegalStateException(arguments[0] + " failed; see " + log(arguments[0]));
        }
        return printed;
    }

    /** A command in a process of its own; what it says beside its results is appended to its log. */
    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA.toString(), "-Xmx512m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(log(arguments[0]).toFile()));
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Where a command logs. */
    Path log(String command) {
        return folder.resolve(command + ".log");
    }

    /** What runs this program, and runs others. */
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
}
