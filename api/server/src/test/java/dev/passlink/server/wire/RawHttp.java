package dev.passlink.server.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** HTTP/1.1 as no well-behaved client would write it. */
final class RawHttp {

    private RawHttp() {}

    /** Sends a head, and answers all that comes back. */
    static String ask(int port, String head) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String host = head.contains("\r\nHost:") ? "" : "\r\nHost: localhost";
            String connection = head.contains("\r\nConnection:") ? "" : "\r\nConnection: close";
            socket.getOutputStream().write((head + host + connection + "\r\n\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(head, e);
        }
    }
}
