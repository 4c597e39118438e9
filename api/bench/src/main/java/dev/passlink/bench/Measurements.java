package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is measured, each in a process of its own that is told the store by its environment. Its heap is small, and its
 * collector the one that Java itself takes where there is less than 1,792 MB of memory, or one processor.
 *
 * @param folder   for logs
 * @param settings of the store, as a server would have them
 */
record Measurements(Path folder, Map<String, String> settings) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Measures one thing; fails unless the process exits with 0. */
    Measurement of(String what, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Program.JAVA.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "measure",
                what));
        command.addAll(List.of(arguments));
        Path log = folder.resolve(what + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        builder.environment().put("PASSLINK_DATA", Soak.data(folder).toString());
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(what + " failed; see " + log);
        }
        return JSON.readValue(printed.lines().reduce((first, last) -> last).orElseThrow(), Measurement.class);
    }
}
