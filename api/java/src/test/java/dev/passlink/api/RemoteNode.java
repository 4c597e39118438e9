package dev.passlink.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link NodeProcess} as seen from outside: what is asked of it, and which mails it sent. */
final class RemoteNode implements AutoCloseable {

    /** The answer of a node that is gone, whether it did what it was asked or not. */
    static final String GONE = "GONE";

    /** The longest that anything takes here: a claim or a lease of a dead node has to run out first. */
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final BufferedWriter asking;
    private final Thread listening = new Thread(this::listen, "node");
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    private RemoteNode(Process process) {
        this.process = process;
        asking = process.outputWriter(UTF_8);
    }

    /** Starts one; it answers once it is up. */
    static RemoteNode start(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName()));
        command.addAll(arguments);
        try {
            RemoteNode node = new RemoteNode(
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
            node.listening.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for something that {@link NodeProcess} knows; answers what it says, or {@link #GONE}. */
    CompletableFuture<String> ask(String... words) {
        String id = Long.toString(ids.incrementAndGet());
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            synchronized (asking) {
                asking.write(id + " " + String.join(" ", words) + "\n");
                asking.flush();
            }
        } catch (IOException e) {
            gone(id);
        }
        if (gone) {
            gone(id);
        }
        return answer.orTimeout(PATIENCE_SECONDS, SECONDS);
    }

    /** The same, and waits for it. */
    String answer(String... words) {
        return ask(words).join();
    }

    /** The ids of the codes whose links it has mailed so far, one for each mail. */
    List<String> mails() {
        return List.copyOf(mails);
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Ends it without warning; its last words are heard. */
    void kill() {
        process.toHandle().destroyForcibly(); // unlike the process's own, leaves its last words readable
        awaitEnd();
    }

    /** Has it stop in good order, having answered everything. */
    void stop() {
        ask("stop");
        awaitEnd();
        assertThat(process.exitValue()).as("exit code").isZero();
    }

    @Override
    public void close() {
        kill();
    }

    private void awaitEnd() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).as("ended").isTrue();
            listening.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line.split(" ", 2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            gone = true;
            asked.keySet().forEach(this::gone);
        }
    }

    private void heard(String... words) {
        if (words[0].equals("mail")) {
            mails.add(words[1]);
        } else if (words.length == 2 && asked.containsKey(words[0])) {
            asked.remove(words[0]).complete(words[1]);
        }
    }

    private void gone(String id) {
        CompletableFuture<String> answer = asked.remove(id);
        if (answer != null) {
            answer.complete(GONE);
        }
    }
}
