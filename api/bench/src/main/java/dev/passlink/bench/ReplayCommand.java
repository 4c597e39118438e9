package dev.passlink.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bench replay}: how fast a store is verified and its read models are rebuilt, beside the least that any program must
 * do for that: read the same events and parse them, write the same rows.
 */
@Command(
        name = "replay",
        description = {
            "Fills a store, then measures how fast it is verified and its read models are rebuilt while commands are",
            "given, each beside the limit in the same run: a plain JDBC scan with Jackson of the same events and rows, and",
            "plain batched upserts of the same rows. Every figure comes from a process of its own with a heap of 256 MB;",
            "what only reads is done twice in it, and the second time counts; scan and verification take turns three times,",
            "and the median of their ratios counts."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:verified clean and rebuilt, as fast as asked for", "1:not so", "2:wrong usage"})
final class ReplayCommand implements Callable<Integer> {

    private static final double VERIFY_AT_LEAST = 0.3;
    private static final double REBUILD_AT_LEAST = 0.2;
    private static final int ROUNDS = 3; // one says little where others use the machine as well

    @Option(
            names = "--stores",
            split = ",",
            defaultValue = "H2,POSTGRESQL",
            description = "H2 and POSTGRESQL. Default: ${DEFAULT-VALUE}.")
    private List<Store.Kind> stores = List.of();

    @Option(names = "--users", defaultValue = "100000", description = "With ten events each; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "For data and logs, kept and gone on with the next time; default a new one.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws Exception {
        Path base = folder == null ? Files.createTempDirectory("passlink-replay") : Files.createDirectories(folder);
        System.out.println("data and logs: " + base);
        boolean fastEnough = true;
        for (Store.Kind kind : stores) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            Path own = Files.createDirectories(base.resolve(name));
            try (Store store = open(kind, own)) {
                fastEnough &= measure(name, new Measurements(own, store.settings()));
            }
        }
        return fastEnough ? 0 : 1;
    }

    private static Store open(Store.Kind kind, Path folder) throws IOException {
        return switch (kind) {
            case H2 -> new Store.H2(Soak.data(folder));
            case POSTGRESQL -> new Store.Postgres(folder);
            case AXONSERVER -> throw new IllegalArgumentException("the limit can be measured in databases only");
        };
    }

    private boolean measure(String store, Measurements measurements) throws Exception {
        print(store, "filled", measurements.of("fill", "--users", Integer.toString(users)));
        double verifyToScan = verifyToScan(store, measurements);
        Measurement upserts = print(store, "plain batched upserts", measurements.of("upsert"));
        Measurement rebuild = print(store, "rebuild", measurements.of("rebuild"));
        boolean isVerifiedFast = isAtLeast(store, "verify / scan, median", verifyToScan, VERIFY_AT_LEAST);
        boolean isRebuiltFast =
                isAtLeast(store, "rebuild / upserts", rebuild.rate() / upserts.rate(), REBUILD_AT_LEAST);
        return isVerifiedFast && isRebuiltFast;
    }

    /** The median of some rounds. */
    private static double verifyToScan(String store, Measurements measurements) throws Exception {
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Measurement scan = print(store, "plain scan with Jackson", measurements.of("scan"));
            Measurement verify = print(store, "verify", measurements.of("verify"));
            ratios[round] = verify.rate() / scan.rate();
        }
        Arrays.sort(ratios);
        return ratios[ROUNDS / 2];
    }

    private static Measurement print(String store, String what, Measurement measured) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-24s %,10d %-6s %8.1f s %,10.0f /s  %s%n",
                store,
                what,
                measured.things(),
                measured.unit(),
                measured.seconds(),
                measured.rate(),
                measured.remark());
        return measured;
    }

    private static boolean isAtLeast(String store, String what, double ratio, double least) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-24s %.2f, %s %.1f%n",
                store,
                what,
                ratio,
                ratio >= least ? "at least" : "LESS THAN",
                least);
        return ratio >= least;
    }
}
