package dev.passlink.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An Axon Server in a process of its own, which can be ended and halted. */
final class AxonServerProcess implements AutoCloseable {

    private static final long ANSWERS_WITHIN_SECONDS = 120;

    private final Path jar;
    private final Path folder;
    private final int port;
    private Process process;

    /**
     * Starts it, and waits until it answers.
     *
     * @param jar    of Axon Server
     * @param folder for its data and its log
     */
    AxonServerProcess(Path jar, Path folder) throws IOException, InterruptedException {
        this.jar = jar.toAbsolutePath();
        this.folder = Files.createDirectories(folder);
        this.port = Ports.free();
        Files.write(
                folder.resolve("axonserver.properties"),
                List.of(
                        "axoniq.axonserver.name=bench",
                        "axoniq.axonserver.hostname=localhost",
                        "axoniq.axonserver.port=" + port,
                        "server.port=" + Ports.free()));
        this.process = answering();
    }

    /** Where nodes find it. */
    int port() {
        return port;
    }

    /** Tells it to end, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Ends it without warning, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on its data, and waits until it answers. */
    void start() throws IOException, InterruptedException {
        process = answering();
    }

    /** Halts it for so long: connections stay, and nothing is answered. */
    void pauseFor(int seconds) throws IOException, InterruptedException {
        signal("STOP");
        TimeUnit.SECONDS.sleep(seconds);
        signal("CONT");
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IOException("Axon Server did not get the signal " + signal);
        }
    }

    private Process answering() throws IOException, InterruptedException {
        Path log = folder.resolve("axonserver.log");
        Process starting = new ProcessBuilder(Program.JAVA.toString(), "-Xmx512m", "-jar", jar.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWERS_WITHIN_SECONDS);
        while (!answers()) {
            if (!starting.isAlive() || System.nanoTime() > deadline) {
                starting.destroyForcibly();
                throw new IllegalStateException("Axon Server did not start; see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return starting;
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
