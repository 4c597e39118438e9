package dev.passlink.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench soak}: prints one line for each disturbance, and fails if anything was lost or doubled. */
@Command(
        name = "soak",
        description = "Loads a server, disturbs it in every way, and counts what is lost and what is doubled.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all answered, nothing lost, nothing doubled", "1:not so", "2:wrong usage"})
final class SoakCommand implements Callable<Integer> {

    private static final String LINE = "%-10s %-20s %8s %8s %5s %7s %6s %6s %9s  %s%n";

    @Option(names = "--stores", split = ",", defaultValue = "H2,POSTGRESQL", description = "Default: ${DEFAULT-VALUE}.")
    private List<Store.Kind> stores = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "How long a disturbance lasts; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--kills",
            defaultValue = "10",
            description = "Rounds of kill -9 at random moments; default ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these disturbances; default all. See the table for their names.")
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
        for (Store.Kind kind : stores) {
            clean &= soak(kind, Files.createDirectories(base.resolve(name(kind))));
        }
        return clean ? 0 : 1;
    }

    private boolean soak(Store.Kind kind, Path data) throws IOException, InterruptedException, SQLException {
        int[] bad = {0};
        try (Soak soak = new Soak(kind, data, clients, seed)) {
            soak.run(seconds, kills, only, phase -> {
                print(kind, phase);
                bad[0] += phase.ledger().unanswered()
                        + phase.verdict().lost().size()
                        + phase.verdict().doubled().size();
            });
        }
        return bad[0] == 0;
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
                ledger.failures().entrySet().stream()
                        .map(failure -> failure.getKey() + " " + failure.getValue())
                        .collect(Collectors.joining(", ")));
        verdict.lost().forEach(what -> System.out.println("  lost: " + what));
        verdict.doubled().forEach(what -> System.out.println("  doubled: " + what));
    }

    private static String name(Store.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
