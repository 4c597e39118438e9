package dev.passlink.server.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.passlink.api.DeadLetterOffice;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.MailFailure;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.server.CannotRun;
import dev.passlink.server.StoreBesideServer;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code deadletters}: mails with registration links that were given up. Works while a server runs. */
@Command(
        name = "deadletters",
        description =
                "Lists mails that could not be delivered, tries them again, or drops them. Works while a server runs.")
final class DeadLettersCommand implements Runnable {

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which of list, retry and drop?");
    }

    @Command(description = "Lists the mails that were given up, the latest first.")
    void list(
            @Option(
                            names = "--user",
                            paramLabel = "ID",
                            converter = TokenCommand.UserIds.class,
                            description = "Of this user only.")
                    @Nullable
                    UserId user,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            defaultValue = "table",
                            description = "table or json. Default: ${DEFAULT-VALUE}")
                    Format format) {
        List<InitCodeView> letters = open().map(store -> list(store, user)).orElseGet(List::of);
        PrintWriter out = spec.commandLine().getOut();
        Instant now = Instant.now();
        if (format == Format.TABLE) {
            out.printf(
                    "%-20s  %-20s  %-20s  %-24s  %-8s  %s%n",
                    "ID", "USER", "ORGANIZATION", "GIVEN UP", "LINK", "REASON");
        }
        letters.forEach(letter -> out.println(format == Format.TABLE ? row(letter, now) : json(letter, now)));
    }

    @Command(
            description = {
                "Has mails delivered after all, as far as their links are still good.",
                "Mails that were given up are listed until they are retried or dropped."
            })
    int retry(@ArgGroup(multiplicity = "1") Which which) {
        return forEach(which, "retried", office -> letter -> office.retry(letter.userId(), letter.codeId()));
    }

    @Command(description = "Gives mails up for good. The links are as good as before.")
    int drop(@ArgGroup(multiplicity = "1") Which which) {
        return forEach(which, "dropped", office -> letter -> office.drop(letter.userId(), letter.codeId()));
    }

    private int forEach(Which which, String done, Work work) {
        StoreAccess store = open().orElseThrow(() -> new CannotRun("There is no store yet, and no mail in it."));
        int exit = CommandLine.ExitCode.OK;
        try (DeadLetterOffice office = DeadLetterOffice.open(store)) {
            Consumer<InitCodeView> step = work.in(office);
            for (InitCodeView letter : which.of(office.list(null))) {
                try {
                    step.accept(letter);
                    spec.commandLine().getOut().println(done + " " + letter.codeId());
                } catch (Rejected refusal) {
                    spec.commandLine()
                            .getErr()
                            .println(letter.codeId() + ": " + refusal.failure().message());
                    exit = CommandLine.ExitCode.SOFTWARE;
                }
            }
        }
        return exit;
    }

    private Optional<StoreAccess> open() {
        return StoreBesideServer.of(passlink.settings());
    }

    private static List<InitCodeView> list(StoreAccess store, @Nullable UserId user) {
        try (DeadLetterOffice office = DeadLetterOffice.open(store)) {
            return office.list(user);
        }
    }

    private static String row(InitCodeView letter, Instant now) {
        return String.format(
                "%-20s  %-20s  %-20s  %-24s  %-8s  %s",
                letter.codeId(),
                letter.userId(),
                letter.details().resourceOwner(),
                failure(letter).map(failure -> failure.at().toString()).orElse(""),
                letter.standingAt(now),
                failure(letter).map(MailFailure::reason).orElse(""));
    }

    private static String json(InitCodeView letter, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", letter.codeId().value())
                .put("userId", letter.userId().value())
                .put("resourceOwner", letter.details().resourceOwner().value())
                .put(
                        "givenUpAt",
                        failure(letter).map(failure -> failure.at().toString()).orElse(null))
                .put("link", letter.standingAt(now).name())
                .put("reason", failure(letter).map(MailFailure::reason).orElse(null))
                .toString();
    }

    private static Optional<MailFailure> failure(InitCodeView letter) {
        return Optional.ofNullable(letter.mailFailure());
    }

    /** What is done to each mail. */
    private interface Work {
        Consumer<InitCodeView> in(DeadLetterOffice office);
    }

    /** Which mails: all, or those named. */
    static final class Which {

        @Option(names = "--all", required = true, description = "All that are listed.")
        private boolean all;

        @ArgGroup(exclusive = false)
        private @Nullable Named named;

        private List<InitCodeView> of(List<InitCodeView> listed) {
            return named == null ? listed : named.among(listed);
        }
    }

    /** Mails that are named. The id of a code is its user's own business, so two users may have the same. */
    static final class Named {

        @Parameters(paramLabel = "ID", arity = "1..*", converter = CodeIds.class, description = "As list prints it.")
        private List<CodeId> ids = new ArrayList<>();

        @Option(
                names = "--user",
                paramLabel = "ID",
                converter = TokenCommand.UserIds.class,
                description = "Whose they are.")
        private @Nullable UserId user;

        private List<InitCodeView> among(List<InitCodeView> listed) {
            return ids.stream().distinct().map(id -> one(id, listed)).toList();
        }

        private InitCodeView one(CodeId id, List<InitCodeView> listed) {
            List<InitCodeView> found = listed.stream()
                    .filter(letter -> letter.codeId().equals(id)
                            && (user == null || letter.userId().equals(user)))
                    .toList();
            if (found.size() != 1) {
                throw new CannotRun(
                        found.isEmpty()
                                ? "No mail " + id + " was given up."
                                : "Several users have a mail " + id + "; say whose with --user.");
            }
            return found.get(0);
        }
    }

    /** Ids of codes, as they are typed. */
    static final class CodeIds implements ITypeConverter<CodeId> {
        @Override
        public CodeId convert(String value) {
            try {
                return new CodeId(value);
            } catch (Rejected e) {
                throw new TypeConversionException(e.failure().message());
            }
        }
    }
}
