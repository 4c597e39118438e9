package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node: {@code serve} in a process of its own, which can be ended in every way. */
final class ServerProcess implements AutoCloseable {

    private static final long READY_WITHIN_SECONDS = 60;

    private final String name;
    private final URI url;
    private final Program passlink;
    private volatile Process process;

    /**
     * Starts it, and waits until it serves.
     *
     * @param name     its own; the mails it sends come from there
     * @param passlink what it runs, with all settings but those of its own
     */
    ServerProcess(String name, Program passlink) throws IOException {
        int port = Ports.free();
        this.name = name;
        this.url = URI.create("http://localhost:" + port);
        this.passlink = passlink.in(
                name,
                Map.of("PASSLINK_HTTP_PORT", Integer.toString(port), "PASSLINK_MAIL_FROM", name + "@example.org"));
        this.process = serving();
    }

    String name() {
        return name;
    }

    /** Where it serves. */
    URI url() {
        return url;
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
            throw new IllegalStateException(name + " did not end when it was told to");
        }
    }

    /** Waits until it says that it is ready. */
    void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WITHIN_SECONDS);
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/healthz")).build();
        HttpClient http = HttpClient.newHttpClient();
        while (http.send(health, BodyHandlers.ofString()).statusCode() != 200) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " was not ready within a minute");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private Process serving() throws IOException {
        Process starting = passlink.start("serve");
        BufferedReader out = starting.inputReader(UTF_8);
        String first = out.readLine();
        if (first == null || !first.startsWith("serving ")) {
            throw new IllegalStateException("the server did not start; see " + passlink.log("serve"));
        }
        return starting;
    }
}
