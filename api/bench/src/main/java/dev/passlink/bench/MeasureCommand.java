package dev.passlink.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.api.Passlink;
import dev.passlink.api.VerificationReport;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.server.Settings;
import dev.passlink.server.SettingsSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One measurement of {@link ReplayCommand}, in this process, on the store that the environment names. */
@Command(name = "measure", hidden = true, mixinStandardHelpOptions = true)
final class MeasureCommand implements Callable<Integer> {

    /** What can be measured. */
    enum What {
        FILL,
        SCAN,
        VERIFY,
        UPSERT,
        REBUILD
    }

    @Parameters(paramLabel = "WHAT")
    private What what = What.SCAN;

    @Option(names = "--users", defaultValue = "1000")
    private int users;

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.of(new SettingsSource(System.getenv(), null).values());
        Measurement measured = switch (what) {
            case FILL -> withPasslink(settings, passlink -> fill(passlink, settings.requireDatabase()));
            case SCAN -> withDatabase(settings, database -> again(() -> Limits.scan(database)));
            case UPSERT -> withDatabase(settings, from -> withDatabase(settings, to -> Limits.upsert(from, to)));
            case VERIFY -> withPasslink(settings, passlink -> again(() -> verify(passlink)));
            case REBUILD -> withPasslink(settings, passlink -> rebuild(passlink, settings.requireDatabase()));
        };
        System.out.println(new ObjectMapper().writeValueAsString(measured));
        return 0;
    }

    private Measurement fill(Passlink passlink, JdbcAccess database) throws Exception {
        Measurement filled = new Inhabitants(passlink).settle(counted(database, Limits::inhabitants), users);
        while (counted(database, Limits::eventsNotInTheTrail) > 0) {
            Thread.sleep(1_000);
        }
        return filled;
    }

    /** The second time, when the code is compiled as in a process that runs for long; and how long the first one took. */
    private static Measurement again(Callable<Measurement> work) throws Exception {
        Measurement first = work.call();
        return work.call().after(first);
    }

    private static Measurement verify(Passlink passlink) throws InterruptedException {
        try (Visitors visitors = Visitors.of(passlink)) {
            long begin = System.nanoTime();
            VerificationReport report = passlink.verify(finding -> System.err.println(finding));
            double seconds = seconds(begin);
            if (!report.isClean()) {
                throw new IllegalStateException("found " + report.findings());
            }
            return new Measurement(report.events(), "events", seconds, visitors.remark());
        }
    }

    private static Measurement rebuild(Passlink passlink, JdbcAccess database) throws Exception {
        try (Visitors visitors = Visitors.of(passlink)) {
            long begin = System.nanoTime();
            passlink.rebuild().done().join();
            double seconds = seconds(begin);
            return new Measurement(counted(database, Limits::rows), "rows", seconds, visitors.remark());
        }
    }

    private static int counted(JdbcAccess database, Count count) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(database.url(), database.user(), database.password())) {
            return count.in(connection);
        }
    }

    static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static Measurement withPasslink(Settings settings, Work<Passlink> work) throws Exception {
        try (Passlink passlink = Passlink.builder()
                .jdbc(settings.requireDatabase())
                .keyset(settings.keysets().codes())
                .onlyNode()
                .build()) {
            while (!passlink.isReady()) {
                Thread.sleep(20);
            }
            return work.measure(passlink);
        }
    }

    private static Measurement withDatabase(Settings settings, Work<Connection> work) throws Exception {
        JdbcAccess database = settings.requireDatabase();
        try (Connection connection =
                DriverManager.getConnection(database.url(), database.user(), database.password())) {
            connection.setAutoCommit(false);
            return work.measure(connection);
        }
    }

    /** What is counted in a database. */
    private interface Count {
        int in(Connection database) throws SQLException;
    }

    /** What is measured on something. */
    private interface Work<T> {
        Measurement measure(T on) throws Exception;
    }
}
