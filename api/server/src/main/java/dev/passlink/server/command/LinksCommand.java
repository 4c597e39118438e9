package dev.passlink.server.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.passlink.api.LinkOffice;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.initcode.InitCodeView.Standing;
import dev.passlink.server.CannotRun;
import dev.passlink.server.StoreBesideServer;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code links}: the outstanding links of a user (behaviour C11). Works while a server runs. */
@Command(
        name = "links",
        description = "Lists the outstanding links of a user, or takes them back. Works while a server runs.")
final class LinksCommand implements Runnable {

    private static final String ROW = "%-20s  %-8s  %-8s  %-8s  %-24s  %s%n";

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of list and revoke?");
    }

    @Command(
            description =
                    "Lists the links of a user that can still be opened, the newest first; never with their codes.")
    void list(
            @Option(
                            names = "--user",
                            required = true,
                            paramLabel = "ID",
                            converter = TokenCommand.UserIds.class,
                            description = "Whose links.")
                    UserId user,
            @Option(
                            names = "--code",
                            paramLabel = "ID",
                            converter = DeadLettersCommand.CodeIds.class,
                            description = "This link only, whatever has become of it.")
                    @Nullable
                    CodeId code,
            @Option(names = "--all", description = "Those as well that were used, locked or revoked, or have expired.")
                    boolean all,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            defaultValue = "table",
                            description = "table or json. Default: ${DEFAULT-VALUE}")
                    Format format) {
        Instant now = Instant.now();
        List<InitCodeView> links = in(
                store(),
                office -> code == null
                        ? office.list(user).stream()
                                .filter(link -> all || link.standingAt(now) == Standing.OPEN)
                                .toList()
                        : List.of(office.find(user, code)));
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.TABLE) {
            out.printf(ROW, "ID", "STATE", "MEDIUM", "MAIL", "ADDED", "EXPIRES");
            links.forEach(link -> row(link, now, out));
        } else {
            links.forEach(link -> out.println(json(link, now)));
        }
    }

    @Command(
            description = {
                "Takes links of a user back, so that nobody can open them any more; says how each stands then.",
                "A link that was used or locked, or has expired, stays as it is."
            })
    void revoke(
            @Option(
                            names = "--user",
                            required = true,
                            paramLabel = "ID",
                            converter = TokenCommand.UserIds.class,
                            description = "Whose links.")
                    UserId user,
            @Option(
                            names = "--code",
                            paramLabel = "ID",
                            converter = DeadLettersCommand.CodeIds.class,
                            description = "This link only, as list prints it. Default: all that can be opened.")
                    @Nullable
                    CodeId code) {
        List<InitCodeView> links =
                in(store(), office -> code == null ? office.revokeAll(user) : List.of(office.revoke(user, code)));
        Instant now = Instant.now();
        links.forEach(link -> spec.commandLine()
                .getOut()
                .println(link.standingAt(now).name().toLowerCase(Locale.ROOT) + " " + link.codeId()));
    }

    private StoreAccess store() {
        return StoreBesideServer.of(passlink.settings())
                .orElseThrow(() -> new CannotRun("There is no store yet, and no user in it."));
    }

    private static List<InitCodeView> in(StoreAccess store, Function<LinkOffice, List<InitCodeView>> work) {
        try (LinkOffice office = LinkOffice.open(store)) {
            return work.apply(office);
        } catch (Rejected refusal) {
            throw new CannotRun(refusal.failure().message());
        }
    }

    private static void row(InitCodeView link, Instant now, PrintWriter out) {
        out.printf(
                ROW,
                link.codeId(),
                link.standingAt(now),
                link.medium(),
                link.mail(),
                link.details().creationDate(),
                link.expiresAt());
    }

    private static String json(InitCodeView link, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", link.codeId().value())
                .put("userId", link.userId().value())
                .put("resourceOwner", link.details().resourceOwner().value())
                .put("state", link.standingAt(now).name())
                .put("medium", link.medium().name())
                .put("mail", link.mail().name())
                .put("addedAt", link.details().creationDate().toString())
                .put("changedAt", link.details().changeDate().toString())
                .put("expiresAt", link.expiresAt().toString())
                .toString();
    }
}
