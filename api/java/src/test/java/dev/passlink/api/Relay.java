package dev.passlink.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The way to a server, which can be cut and mended, or hold back what is on it. */
final class Relay implements AutoCloseable {

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket entrance;
    private volatile boolean holding;

    private Relay(InetSocketAddress target, ServerSocket entrance) {
        this.target = target;
        this.entrance = entrance;
        this.port = entrance.getLocalPort();
        accept();
    }

    /** A way that begins at a port of this machine. */
    static Relay to(String host, int target) throws IOException {
        return new Relay(
                new InetSocketAddress(host, target), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** Where the way begins. */
    int port() {
        return port;
    }

    /** Connections break, and there are no new ones. */
    void cut() throws IOException {
        entrance.close();
        sockets.forEach(Relay::close);
    }

    /** There are connections again, as soon as those that were cut have gone. */
    void mend() {
        EngineContract.await(this::isOpened);
        accept();
    }

    private boolean isOpened() {
        try {
            entrance = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            return true;
        } catch (IOException stillInUse) {
            return false;
        }
    }

    /** Nothing comes through any longer, and nobody is told. */
    void hold() {
        holding = true;
    }

    /** Everything comes through, what was held back as well. */
    void release() {
        holding = false;
    }

    private void accept() {
        ServerSocket open = entrance;
        thread(() -> {
            while (true) {
                Socket from = open.accept();
                Socket to = new Socket(target.getAddress(), target.getPort());
                sockets.add(from);
                sockets.add(to);
                thread(() -> pass(from, to));
                thread(() -> pass(to, from));
            }
        });
    }

    private void pass(Socket from, Socket to) throws IOException {
        byte[] bytes = new byte[16_384];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                while (holding) {
                    LockSupport.parkNanos(1_000_000);
                }
                to.getOutputStream().write(bytes, 0, read);
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // that way has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        release();
        cut();
    }

    private interface Work {
        void run() throws IOException;
    }
}
