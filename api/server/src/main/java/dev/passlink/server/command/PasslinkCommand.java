package dev.passlink.server.command;

import static picocli.CommandLine.ScopeType.INHERIT;

import dev.passlink.api.code.UnusableKeyset;
import dev.passlink.server.CannotRun;
import dev.passlink.server.InvalidSettings;
import dev.passlink.server.Settings;
import dev.passlink.server.SettingsSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code passlink}: what all commands share. Results go to standard output, logs and complaints to standard error. */
@Command(
        name = "passlink",
        description = "Passkey registration links, event-sourced.",
        mixinStandardHelpOptions = true,
        scope = INHERIT,
        versionProvider = PasslinkCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            KeysCommand.class,
            LinksCommand.class,
            DeadLettersCommand.class,
            VerifyCommand.class,
            RebuildCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed; standard error says why", "2:wrong usage or settings"})
public final class PasslinkCommand implements Runnable {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = INHERIT,
            description = "Settings as NAME=VALUE lines; those in the environment win.")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;

    private PasslinkCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The command line.
     *
     * @param environment the environment that settings are read from
     */
    public static CommandLine line(Map<String, String> environment) {
        return new CommandLine(new PasslinkCommand(environment))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> complain(failure, line));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "Which command?");
        }
    }

    /** The settings as given, by name. */
    SettingsSource source() {
        return new SettingsSource(environment, config);
    }

    /**
     * The settings; from here on logs are as they say.
     *
     * @throws InvalidSettings if they are wrong
     */
    Settings settings() {
        Settings settings = Settings.of(source().values());
        settings.log().use();
        return settings;
    }

    private static int complain(Exception failure, CommandLine line) {
        if (failure instanceof InvalidSettings settings) {
            line.getErr().println("The settings are wrong:");
            settings.problems().forEach(problem -> line.getErr().println("  " + problem));
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof CannotRun || failure instanceof UnusableKeyset) {
            line.getErr().println(failure.getMessage());
        } else {
            LoggerFactory.getLogger(PasslinkCommand.class).error("{} failed", line.getCommandName(), failure);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "passlink "
                        + Optional.ofNullable(PasslinkCommand.class.getPackage().getImplementationVersion())
                                .orElse("(not from a jar)")
            };
        }
    }
}
