package dev.passlink.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmark program. */
@Command(
        name = "bench",
        description = "Programs that load the server, disturb it, and measure it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SoakCommand.class, ReplayCommand.class, MeasureCommand.class})
public final class Bench implements Runnable {

    private Bench() {}

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "dev/passlink/bench/logback.xml"); // not that of the server
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
