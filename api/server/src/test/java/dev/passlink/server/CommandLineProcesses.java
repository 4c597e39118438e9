package dev.passlink.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line as people start it, in processes of its own that end with the test. */
final class CommandLineProcesses implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> settings;
    private final List<Process> started = new ArrayList<>();

    /**
     * @param folder   where the data and what the processes say on standard error go
     * @param settings beside the data folder
     */
    CommandLineProcesses(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** What a command said on standard error. */
    Path errorsOf(String command) {
        return folder.resolve(command + ".err");
    }

    Process start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    Process start(List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dlogback.configurationFile=logback.xml"); // as in production, not the one for tests
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(errorsOf(arguments[0]).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PASSLINK_")); // only what a test says
        builder.environment().put("PASSLINK_DATA", data().toString());
        builder.environment().putAll(settings);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** The address that a server prints once it is ready. */
    static URI served(Process server) throws IOException {
        BufferedReader out = server.inputReader(UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("serving ");
        return URI.create(line.substring("serving ".length()).strip());
    }

    @Override
    public void close() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }
}
