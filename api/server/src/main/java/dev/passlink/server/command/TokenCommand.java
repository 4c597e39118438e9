package dev.passlink.server.command;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import dev.passlink.server.CannotRun;
import dev.passlink.server.Setting;
import dev.passlink.server.Settings;
import dev.passlink.server.auth.LocalTokenKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code token}: a bearer token on standard output, and nothing else there. Starts neither database nor server. */
@Command(
        name = "token",
        description = {
            "Prints a signed bearer token for trying things out.",
            "Works only while no external issuer of tokens is configured."
        })
final class TokenCommand implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofDays(365);

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--user",
            required = true,
            paramLabel = "ID",
            converter = UserIds.class,
            description = "Who the token speaks of.")
    private UserId user;

    @Option(
            names = "--org",
            required = true,
            paramLabel = "ID",
            converter = Organizations.class,
            description = "The user's home organization.")
    private ResourceOwner organization;

    @Option(
            names = "--role",
            paramLabel = "ROLE[@ORG]",
            description = "A role, held in an organization or in the whole instance. May be repeated.")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "How long it is good, ISO-8601, up to 365 days. Default: ${DEFAULT-VALUE}")
    private Duration expires;

    @Override
    public Integer call() {
        roles.forEach(this::requireReach);
        if (expires.compareTo(Duration.ofSeconds(1)) < 0 || expires.compareTo(LONGEST) > 0) {
            throw new ParameterException(spec.commandLine(), "--expires must be from PT1S to 365 days");
        }
        Settings settings = passlink.settings();
        Settings.Tokens tokens = settings.tokens();
        if (tokens.issuer() != null) {
            throw new CannotRun("Tokens come from " + tokens.issuer().issuer() + " here (" + Setting.JWT_ISSUER
                    + "), and a server takes no others.");
        }
        spec.commandLine().getOut().println(sign(settings));
        return CommandLine.ExitCode.OK;
    }

    private String sign(Settings settings) {
        try {
            return LocalTokenKey.in(settings.data())
                    .sign(user, organization, roles, expires, settings.tokens().claims());
        } catch (IOException e) {
            throw new CannotRun("The token key in " + settings.data() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** What would grant nothing is a slip of the pen, which is better told than found out. */
    private void requireReach(String role) {
        int at = role.indexOf('@');
        if (role.startsWith("ORG_") && at < 0) {
            throw new ParameterException(
                    spec.commandLine(), role + " is held in an organization: write " + role + "@" + organization);
        }
        if (at == 0 || at == role.length() - 1 || role.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--role must be written ROLE or ROLE@ORG");
        }
    }

    static final class UserIds implements ITypeConverter<UserId> {
        @Override
        public UserId convert(String value) {
            try {
                return new UserId(value);
            } catch (Rejected e) {
                throw new TypeConversionException(e.failure().message());
            }
        }
    }

    static final class Organizations implements ITypeConverter<ResourceOwner> {
        @Override
        public ResourceOwner convert(String value) {
            try {
                return new ResourceOwner(value);
            } catch (Rejected e) {
                throw new TypeConversionException(e.failure().message());
            }
        }
    }
}
