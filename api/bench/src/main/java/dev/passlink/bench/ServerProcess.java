package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code serve} in a process of its own, which can be ended in every way. */
final class ServerProcess implements AutoCloseable {

    private final Path folder;
    private final Map<String, String> settings;
    private volatile Process process;

    /**
     * Starts it, and waits until it serves.
     *
     * @param folder   for the data and the log
     * @param settings beside the data folder
     */
    ServerProcess(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        this.settings = new TreeMap<>(settings);
        this.settings.put("PASSLINK_DATA", folder.resolve("data").toString());
        this.process = serving();
    }

    /** Where it serves. */
    URI url() {
        return URI.create("http://localhost:" + settings.get("PASSLINK_HTTP_PORT"));
    }

    /** Ends it without warning, as {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    /** Starts it again, once it has ended. */
    void restart() throws IOException, InterruptedException {
        process.waitFor();
        process = serving();
    }

    /** Tells it to end, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the server did not end when it was told to");
        }
    }

    /** What another command of the same settings prints; fails unless it exits with 0. */
    String run(String... arguments) throws IOException, InterruptedException {
        Process command = start(arguments);
        String printed = new String(command.getInputStream().readAllBytes(), UTF_8);
        if (command.waitFor() != 0) {
            throw new IllegalStateException(arguments[0] + " failed; see " + folder.resolve(arguments[0] + ".log"));
        }
        return printed;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Process serving() throws IOException {
        Process starting = start("serve");
        BufferedReader out = starting.inputReader(UTF_8);
        String first = out.readLine();
        if (first == null || !first.startsWith("serving ")) {
            throw new IllegalStateException("the server did not start; see " + folder.resolve("serve.log"));
        }
        return starting;
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(
                        Redirect.appendTo(folder.resolve(arguments[0] + ".log").toFile()));
        builder.environment().putAll(settings);
        return builder.start();
    }
}
