package dev.passlink.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}: prints one line for each disturbance, and fails if anything was lost or doubled. */
@Command(
        name = "soak",
        description = {
            "Loads a server, or two on one store, disturbs them in every way, and counts what is lost and what is"
                    + " doubled.",
            "Axon Server is not part of this program: name a jar of it to have it tried too."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all answered, nothing lost, nothing doubled", "1:not so", "2:wrong usage"})
final class SoakCommand implements Callable<Integer> {

    private static final String LINE = "%-10s %-20s %8s %8s %5s %7s %6s %6s %9s  %s%n";

    @Option(
            names = "--stores",
            split = ",",
            defaultValue = "H2,POSTGRESQL,AXONSERVER",
            description = {"Default: ${DEFAULT-VALUE}.", "AXONSERVER has rows, tokens and jobs in PostgreSQL."})
    private List<Store.Kind> stores = List.of();

    @Option(
            names = "--axon-server",
            paramLabel = "JAR",
            description = "Axon Server, to be started by this program; without it, that store is left out.")
    private @Nullable Path axonServer;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "How long a disturbance lasts; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--kills",
            defaultValue = "10",
            description = "Rounds of kill -9 at random moments, of the only node or of one of two;"
                    + " default ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these disturbances; default all. See docs/faults.md for their names.")
    private Set<String> only = Set.of();

    @Option(names = "--clients", defaultValue = "8", description = "Clients at once; default ${DEFAULT-VALUE}.")
    private int clients;

    @Option(names = "--seed", defaultValue = "1", description = "Of the random moments; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--folder", paramLabel = "DIR", description = "For data and logs; default a temporary one.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        Path base = folder == null ? Files.createTempDirectory("passlink-soak") : Files.createDirectories(folder);
        System.out.println("data and logs: " + base);
        System.out.printf(
                LINE,
                "store",
                "disturbance",
                "requests",
                "answered",
                "lost",
                "doubled",
                "mails",
                "again",
                "stall",
                "tries not answered, by reason");
        boolean clean = true;
        Set<String> left = new TreeSet<>(only);
        for (Store.Kind kind : stores) {
            if (kind == Store.Kind.AXONSERVER && axonServer == null) {
                System.out.println(name(kind) + " is left out: --axon-server names no jar of it");
            } else {
                clean &= soak(kind, Files.createDirectories(base.resolve(name(kind))), left);
            }
        }
        if (!left.isEmpty()) {
            System.out.println("cannot happen to these stores: " + String.join(", ", left));
        }
        return clean && left.isEmpty() ? 0 : 1;
    }

    private boolean soak(Store.Kind kind, Path folder, Set<String> left)
            throws IOException, InterruptedException, SQLException {
        boolean clean = true;
        try (Soak soak = new Soak(open(kind, folder), folder, clients)) {
            for (Disturbance disturbance : soak.disturbances(seconds, kills, seed)) {
                if (only.isEmpty() || only.contains(disturbance.name())) {
                    left.remove(disturbance.name());
                    Soak.Phase phase = soak.phase(disturbance);
                    print(kind, phase);
                    clean &= phase.isClean();
                }
            }
        }
        return clean;
    }

    /** A new, empty store. */
    private Store open(Store.Kind kind, Path folder) throws IOException, InterruptedException {
        return switch (kind) {
            case H2 -> new Store.H2(Soak.data(folder));
            case POSTGRESQL -> new Store.Postgres(folder);
            case AXONSERVER ->
                new Store.OnAxonServer(
                        new AxonServerProcess(Objects.requireNonNull(axonServer), folder.resolve("axonserver")),
                        new Store.Postgres(folder));
        };
    }

    private static void print(Store.Kind kind, Soak.Phase phase) {
        Ledger ledger = phase.ledger();
        Verdict verdict = phase.verdict();
        System.out.printf(
                LINE,
                name(kind),
                ledger.phase(),
                ledger.requests(),
                ledger.answers(),
                verdict.lost().size(),
                verdict.doubled().size(),
                verdict.mails(),
                verdict.again(),
                "%.1f s".formatted(ledger.longest().toMillis() / 1000.0),
                failures(ledger));
        verdict.lost().forEach(what -> System.out.println("  lost: " + what));
        verdict.doubled().forEach(what -> System.out.println("  doubled: " + what));
    }

    private static String failures(Ledger ledger) {
        String byReason = ledger.failures().entrySet().stream()
                .map(failure -> failure.getKey() + " " + failure.getValue())
                .collect(Collectors.joining(", "));
        return byReason.isEmpty() ? "–" : byReason + "; at most " + ledger.mostFailures() + " of one request";
    }

    private static String name(Store.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
