package dev.passlink.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One store, one mail server, and one disturbance of nodes after another while clients go on asking. */
final class Soak implements AutoCloseable {

    private static final Duration ARRIVAL = Duration.ofMinutes(4);

    private final int clients;
    private final Store store;
    private final MailServer mail;
    private final Program passlink;
    private final String token;

    /**
     * @param store   empty; closed with this
     * @param folder  for data and logs of nodes
     * @param clients at once
     */
    Soak(Store store, Path folder, int clients) throws IOException, InterruptedException {
        this.clients = clients;
        this.store = store;
        this.mail = new MailServer(Ports.free());
        Map<String, String> settings = new TreeMap<>(store.settings());
        settings.put("PASSLINK_DATA", data(folder).toString()); // all nodes have the same keys there
        settings.put("PASSLINK_SMTP_HOST", "localhost");
        settings.put("PASSLINK_SMTP_PORT", Integer.toString(mail.port()));
        settings.put("PASSLINK_SMTP_TLS", "none");
        settings.put("PASSLINK_MAIL_NOTICES", "false"); // only mails with links are told apart
        settings.put("PASSLINK_MAIL_LIMIT", "100");
        settings.put("PASSLINK_CODE_EXPIRY", "PT12H");
        this.passlink = new Program(folder, settings);
        passlink.run("keys", "create");
        this.token = passlink.run(
                        "token", "--user", "bench", "--org", "acme", "--role", "IAM_OWNER", "--expires", "PT12H")
                .strip();
    }

    /** Where nodes that log to this folder have their data. */
    static Path data(Path folder) {
        return folder.resolve("data");
    }

    /** One line of the table. */
    record Phase(Ledger ledger, Verdict verdict) {

        /** Whether everything was answered, and nothing lost or doubled. */
        boolean isClean() {
            return ledger.unanswered() == 0
                    && verdict.lost().isEmpty()
                    && verdict.doubled().isEmpty();
        }
    }

    /**
     * What may happen here.
     *
     * @param seconds how long a disturbance lasts
     * @param rounds  how often nodes are killed
     * @param seed    of the moments at which they are
     */
    List<Disturbance> disturbances(int seconds, int rounds, long seed) {
        return Disturbances.of(store, mail, passlink, seconds, rounds, seed);
    }

    /** Clients ask while it happens; then every mail gets its chance to arrive, and the nodes are ended to look. */
    Phase phase(Disturbance disturbance) throws IOException, InterruptedException, SQLException {
        Ledger ledger = new Ledger(disturbance.name());
        try (Nodes nodes = Nodes.start(disturbance.nodes(), passlink)) {
            try (Load load = Load.of(clients, nodes.urls(), token, ledger)) {
                disturbance.event().happenTo(nodes);
            }
            awaitMails(ledger);
            nodes.stop();
            return new Phase(
                    ledger, Verdict.of(ledger, mail.taken(), nodes.deaths(), store.events(ledger.phase() + "-")));
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        mail.close();
        store.close();
    }

    private void awaitMails(Ledger ledger) throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + ARRIVAL.toNanos();
        while ((arrived(ledger.phase()) < ledger.mailsAnswered() || store.holdsJobs())
                && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private long arrived(String phase) {
        return mail.taken().keySet().stream()
                .filter(code -> code.userId().startsWith(phase + "-"))
                .count();
    }
}
