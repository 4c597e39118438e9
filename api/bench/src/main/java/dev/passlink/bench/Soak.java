package dev.passlink.bench;

import dev.passlink.bench.MailServer.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One store, one server, one mail server, and one disturbance after another while clients go on asking. */
final class Soak implements AutoCloseable {

    private static final Duration ARRIVAL = Duration.ofMinutes(4);

    private final int clients;
    private final Store store;
    private final MailServer mail;
    private final ServerProcess server;
    private final String token;
    private final List<Death> deaths = new ArrayList<>();
    private final Random random;

    /**
     * @param kind    of the store
     * @param folder  empty
     * @param clients at once
     * @param seed    of the moments at which the server is killed
     */
    Soak(Store.Kind kind, Path folder, int clients, long seed) throws IOException, InterruptedException {
        this.clients = clients;
        this.random = new Random(seed);
        this.store = Store.open(kind, folder);
        this.mail = new MailServer(freePort());
        Map<String, String> settings = new TreeMap<>(store.settings());
        settings.put("PASSLINK_HTTP_PORT", Integer.toString(freePort()));
        settings.put("PASSLINK_SMTP_HOST", "localhost");
        settings.put("PASSLINK_SMTP_PORT", Integer.toString(mail.port()));
        settings.put("PASSLINK_SMTP_TLS", "none");
        settings.put("PASSLINK_MAIL_LIMIT", "100");
        settings.put("PASSLINK_CODE_EXPIRY", "PT12H");
        this.server = new ServerProcess(folder, settings);
        this.token = server.run(
                        "token", "--user", "bench", "--org", "acme", "--role", "IAM_OWNER", "--expires", "PT12H")
                .strip();
    }

    /** What happens in a phase. */
    interface Disturbance {
        void happen() throws IOException, InterruptedException;
    }

    /**
     * The end of a server, and its return.
     *
     * @param kill when it was killed
     * @param back when the next one served; its last words may have been read until then
     */
    record Death(Instant kill, Instant back) {

        /** Whether a mail that arrived twice, and then was recorded, may have been on its way when the server died. */
        boolean explains(Instant arrival, Instant again, Instant sent) {
            return !arrival.isAfter(back) && !again.isBefore(kill) && !sent.isBefore(kill);
        }
    }

    /** One line of the table. */
    record Phase(Ledger ledger, Verdict verdict) {}

    /**
     * Runs all phases, or some, and tells of each when it is over.
     *
     * @param seconds how long a disturbance lasts
     * @param rounds  how often the server is killed
     * @param only    names of the phases to run; none for all
     * @param tell    is told
     */
    void run(int seconds, int rounds, Set<String> only, Consumer<Phase> tell)
            throws IOException, InterruptedException, SQLException {
        for (Map.Entry<String, Disturbance> entry :
                disturbances(seconds, rounds).entrySet()) {
            if (only.isEmpty() || only.contains(entry.getKey())) {
                tell.accept(phase(entry.getKey(), entry.getValue()));
            }
        }
    }

    private Map<String, Disturbance> disturbances(int seconds, int rounds) {
        Map<String, Disturbance> all = new LinkedHashMap<>();
        all.put("calm", () -> pause(seconds));
        all.put("mail-refused", () -> {
            mail.stop();
            pause(seconds);
            mail.start();
        });
        all.put("mail-4xx", () -> whileMailIs(Mood.DEFERS, seconds));
        all.put("mail-5xx-retried", () -> {
            whileMailIs(Mood.REFUSES, seconds);
            server.run("deadletters", "retry", "--all");
        });
        all.put("mail-no-greeting", () -> whileMailIs(Mood.NEVER_GREETS, seconds));
        all.put("mail-hangs-a-minute", () -> whileMailIs(Mood.HANGS_IN_DATA, 60));
        if (store instanceof Store.Postgres postgres) {
            all.put("database-restart", () -> {
                pause(3);
                postgres.stopFor(0);
                pause(seconds);
            });
            all.put("database-away", () -> {
                pause(3);
                postgres.stopFor(seconds);
                pause(3);
            });
        }
        all.put("killed-before-sent", this::killAfterAcceptance);
        all.put("killed-at-random", () -> killOften(rounds));
        return all;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        mail.close();
        store.close();
    }

    /** Clients ask while it happens; then every mail gets its chance to arrive, and the server is ended to look. */
    private Phase phase(String name, Disturbance disturbance) throws IOException, InterruptedException, SQLException {
        Ledger ledger = new Ledger(name);
        try (Load load = Load.of(clients, server.url(), token, ledger)) {
            disturbance.happen();
        }
        awaitMails(ledger);
        server.stop();
        try (Connection connection = store.connect()) {
            return new Phase(ledger, Verdict.of(ledger, mail.taken(), deaths, connection));
        } finally {
            server.restart();
        }
    }

    private void awaitMails(Ledger ledger) throws InterruptedException {
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        while (arrived(ledger.phase()) < ledger.mailsAnswered() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long arrived(String phase) {
        return mail.taken().keySet().stream()
                .filter(code -> code.userId().startsWith(phase + "-"))
                .count();
    }

    private void whileMailIs(Mood mood, int seconds) throws InterruptedException {
        mail.is(mood);
        pause(seconds);
        mail.is(Mood.TAKES_ALL);
    }

    /** The worst moment: the mail is taken, and nobody will know. */
    private void killAfterAcceptance() throws IOException, InterruptedException {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Instant> killed = new CompletableFuture<>();
            mail.afterTaking(() -> {
                Instant kill = Instant.now();
                server.kill();
                killed.complete(kill);
            });
            Instant kill = killed.orTimeout(2, TimeUnit.MINUTES).join();
            mail.afterTaking(() -> {});
            comeBack(kill);
        }
    }

    private void killOften(int rounds) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 2_000));
            Instant kill = Instant.now();
            server.kill();
            comeBack(kill);
        }
    }

    private void comeBack(Instant kill) throws IOException, InterruptedException {
        server.restart();
        deaths.add(new Death(kill, Instant.now()));
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
