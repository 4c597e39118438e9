package dev.passlink.api.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server that answers as it is told, and otherwise takes everything. */
final class ScriptedSmtp implements AutoCloseable {

    /** Instead of an answer: nothing, for ever. */
    static final String SILENCE = "";
    /** Instead of an answer: the connection ends. */
    static final String HANG_UP = "hang up";

    private static final Map<String, String> DEFAULTS =
            Map.of("DATA", "354 go ahead", "QUIT", "221 bye", "STARTTLS", "220 ready", "AUTH", "235 2.7.0 welcome");

    private final ServerSocket socket;
    private final @Nullable SSLContext startTls;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Deque<String>> script = new ConcurrentHashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private ScriptedSmtp(ServerSocket socket, @Nullable SSLContext startTls) {
        this.socket = socket;
        this.startTls = startTls;
        threads.execute(this::listen);
    }

    static ScriptedSmtp plain() {
        return new ScriptedSmtp(open(null), null);
    }

    static ScriptedSmtp withStartTls(TestCertificate certificate) {
        return new ScriptedSmtp(open(null), certificate.server());
    }

    static ScriptedSmtp withTls(TestCertificate certificate) {
        return new ScriptedSmtp(open(certificate.server()), null);
    }

    /** The next answers to this command; {@code .} is the end of a mail, {@code CONNECT} the greeting. */
    ScriptedSmtp answering(String verb, String... answers) {
        script.put(verb, new ArrayDeque<>(List.of(answers)));
        return this;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Everything that was said to it, without the mails. */
    List<String> commands() {
        return commands;
    }

    /** The mails it took. */
    List<String> accepted() {
        return accepted;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }

    private static ServerSocket open(@Nullable SSLContext tls) {
        try {
            InetAddress loopback = InetAddress.getByName("localhost");
            return tls == null
                    ? new ServerSocket(0, 50, loopback)
                    : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                threads.execute(() -> talk(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket connection) {
        try (connection) {
            Conversation conversation = new Conversation(connection);
            conversation.say(answer("CONNECT", "220 localhost"));
            conversation.run();
        } catch (IOException e) {
            // the client is gone, or did not like the certificate
        }
    }

    private String answer(String verb, String usual) {
        Deque<String> answers = script.getOrDefault(verb, new ArrayDeque<>());
        synchronized (answers) {
            return answers.isEmpty() ? usual : answers.removeFirst();
        }
    }

    private final class Conversation {
        private Socket line;
        private BufferedReader in;

        Conversation(Socket line) throws IOException {
            this.line = line;
            this.in = new BufferedReader(new InputStreamReader(line.getInputStream(), UTF_8));
        }

        void run() throws IOException {
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                commands.add(command);
                String verb = command.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                String extensions =
                        "250-localhost\r\n250-AUTH PLAIN\r\n" + (offersTls() ? "250-STARTTLS\r\n" : "") + "250 ok";
                String usual = verb.equals("EHLO") ? extensions : DEFAULTS.getOrDefault(verb, "250 2.0.0 ok");
                String answer = answer(verb, usual);
                say(answer);
                if (answer.startsWith("220") && verb.equals("STARTTLS")) {
                    secure();
                } else if (answer.startsWith("354")) {
                    take();
                }
            }
        }

        void say(String answer) throws IOException {
            if (answer.equals(HANG_UP)) {
                line.close();
            } else if (!answer.equals(SILENCE)) {
                line.getOutputStream().write((answer + "\r\n").getBytes(UTF_8));
                line.getOutputStream().flush();
            }
        }

        private boolean offersTls() {
            return startTls != null && !(line instanceof SSLSocket);
        }

        private void secure() throws IOException {
            SSLSocket secured = (SSLSocket) startTls.getSocketFactory().createSocket(line, null, true);
            secured.setUseClientMode(false);
            line = secured;
            in = new BufferedReader(new InputStreamReader(secured.getInputStream(), UTF_8));
        }

        private void take() throws IOException {
            StringBuilder mail = new StringBuilder();
            for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                mail.append(text.startsWith(".") ? text.substring(1) : text).append("\r\n");
            }
            String answer = answer(".", "250 2.0.0 taken");
            if (answer.startsWith("250")) {
                accepted.add(mail.toString());
            }
            say(answer);
        }
    }
}
