package dev.passlink.bench;

import dev.passlink.bench.MailServer.Arrival;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The nodes on one store, and what became of them. */
final class Nodes implements AutoCloseable {

    private final List<ServerProcess> all = new ArrayList<>();
    private final List<Death> deaths = new ArrayList<>();

    private Nodes() {}

    /**
     * The end of a node, and its return.
     *
     * @param node which one
     * @param kill when it was killed
     * @param back when it served again; its last words may have been read until then
     */
    record Death(String node, Instant kill, Instant back) {

        /** Whether a mail that arrived twice, and then was recorded, may have been on its way when this node died. */
        boolean explains(Arrival first, Arrival again, Instant sent) {
            return node.equals(first.node())
                    && !first.time().isAfter(back)
                    && !again.time().isBefore(kill)
                    && !sent.isBefore(kill);
        }
    }

    /** Starts so many, and waits until each is ready. */
    static Nodes start(int count, Program passlink) throws IOException, InterruptedException {
        Nodes nodes = new Nodes();
        try {
            for (int i = 1; i <= count; i++) {
                ServerProcess node = new ServerProcess("node-" + i, passlink);
                nodes.all.add(node);
                node.awaitReady();
            }
            return nodes;
        } catch (IOException | InterruptedException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    /** Each of them. */
    List<ServerProcess> all() {
        return List.copyOf(all);
    }

    /** The first of them, which may be the only one. */
    ServerProcess first() {
        return all.get(0);
    }

    /** One of them. */
    ServerProcess any(Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** Where each of them serves. */
    List<URI> urls() {
        return all.stream().map(ServerProcess::url).toList();
    }

    /** Starts a node again that was killed at that time. */
    void comeBack(ServerProcess node, Instant kill) throws IOException, InterruptedException {
        node.restart();
        deaths.add(new Death(node.name(), kill, Instant.now()));
    }

    /** Each time that one of them was killed and came back. */
    List<Death> deaths() {
        return List.copyOf(deaths);
    }

    /** Tells each to end, and waits until it has. */
    void stop() throws InterruptedException {
        for (ServerProcess node : all) {
            node.stop();
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (ServerProcess node : all) {
            node.close();
        }
    }
}
