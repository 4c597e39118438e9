package dev.passlink.server.command;

import dev.passlink.api.AuditOffice;
import dev.passlink.api.UserAsOf;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.server.Settings;
import dev.passlink.server.StoreBesideServer;
import dev.passlink.server.command.audit.AuditForm;
import dev.passlink.server.command.audit.AuditQuestion;
import dev.passlink.server.command.audit.AuditReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code audit}: what has happened, or how users were at some time. Reads only, works while a server runs, and never holds
 * more than a page.
 */
@Command(
        name = "audit",
        description = {
            "Tells what has happened: who did what to whom, when, and through which operation; or, with --at, how users were.",
            "Works while a server runs. Times are ISO-8601, such as 2026-11-21T14:30:00Z, 2026-11-21T14:30+01:00 or"
                    + " 2026-11-21, which is its first moment in UTC."
        },
        subcommands = SealCommand.class)
final class AuditCommand implements Runnable {

    /** As long as a question over the wire waits for the read model. */
    private static final Duration CONSISTENCY_WAIT = Duration.ofSeconds(2);

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--user",
            paramLabel = "ID",
            converter = TokenCommand.UserIds.class,
            description = "Of this user only.")
    private @Nullable UserId user;

    @Option(
            names = "--org",
            paramLabel = "ID",
            converter = TokenCommand.Organizations.class,
            description = "Of users that this organization owned then.")
    private @Nullable ResourceOwner organization;

    @Option(
            names = "--code",
            paramLabel = "ID",
            converter = DeadLettersCommand.CodeIds.class,
            description = "About this code; with --at, of users who had it.")
    private @Nullable CodeId code;

    @Option(names = "--editor", paramLabel = "ID", description = "Done by this user, or part such as system:mailer.")
    private @Nullable String editor;

    @Option(names = "--from", paramLabel = "T", converter = Moments.Times.class, description = "Not before this time.")
    private @Nullable Instant from;

    @Option(names = "--until", paramLabel = "T", converter = Moments.Times.class, description = "Before this time.")
    private @Nullable Instant until;

    @Option(
            names = "--at",
            paramLabel = "T|SEQUENCE",
            converter = Moments.Moment.Converter.class,
            description =
                    "How users were at this time, by the events that were not after it; or, with --user, after the event of this sequence.")
    private Moments.@Nullable Moment at;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "table, json (an object a line), csv, or html (one page to look at). Default: ${DEFAULT-VALUE}")
    private AuditForm format;

    @Override
    public void run() {
        AuditFilter filter = filter();
        requireNoContradiction();
        Optional<StoreAccess> store = StoreBesideServer.of(settings());
        AuditReport report = format.to(spec.commandLine().getOut());
        if (store.isEmpty()) {
            empty(report, question(filter, 0));
            return;
        }
        try (AuditOffice office =
                AuditOffice.open(store.get(), settings().keysets().personal())) {
            if (at == null) {
                history(office, filter, report);
            } else {
                state(office, filter, at, report);
            }
        }
    }

    /** The settings, for the commands below this one as well. */
    Settings settings() {
        return passlink.settings();
    }

    private AuditFilter filter() {
        try {
            return new AuditFilter(user, code, organization, editor, from, until);
        } catch (Rejected e) {
            throw wrong(e.failure().message());
        }
    }

    private void requireNoContradiction() {
        if (at == null) {
            return;
        }
        if (from != null || until != null) {
            throw wrong("--at is one moment: it does not go with --from or --until");
        }
        if (editor != null) {
            throw wrong("--at shows how users were, whoever did it: it does not go with --editor");
        }
        if (at instanceof Moments.Sequence && user == null) {
            throw wrong("--at with a sequence needs --user: each user has sequences of their own");
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private AuditQuestion question(AuditFilter filter, long behind) {
        return new AuditQuestion(filter, at == null ? null : at.toString(), Instant.now(), behind);
    }

    private void empty(AuditReport report, AuditQuestion question) {
        if (at == null) {
            report.beginHistory(question, () -> new AuditTotals(0, -1, 0, 0, List.of(), List.of()));
        } else {
            report.beginState(question);
        }
        report.end();
    }

    /** What was counted is all that is told, however much happens meanwhile. */
    private void history(AuditOffice office, AuditFilter filter, AuditReport report) {
        AuditQuestion question = question(filter, behind(office));
        long last = report.beginHistory(question, () -> office.totals(filter));
        try (Stream<AuditEntry> history = office.history(filter)) {
            history.takeWhile(event -> event.position() <= last).forEach(report::event);
        }
        report.end();
    }

    private void state(AuditOffice office, AuditFilter filter, Moments.Moment moment, AuditReport report) {
        boolean isOfOne = user != null;
        report.beginState(question(filter, isOfOne ? 0 : behind(office)));
        try (Stream<UserAsOf> users = users(office, filter, moment)) {
            users.filter(isAskedFor()).forEach(report::user);
        }
        report.end();
    }

    private Stream<UserAsOf> users(AuditOffice office, AuditFilter filter, Moments.Moment moment) {
        if (moment instanceof Moments.Time time) {
            return user == null ? office.asOf(filter, time.at()) : office.asOf(user, time.at()).stream();
        }
        long sequence = ((Moments.Sequence) moment).number();
        return user == null ? Stream.empty() : office.asOf(user, sequence).stream();
    }

    private Predicate<UserAsOf> isAskedFor() {
        return then -> (organization == null || then.owner().equals(organization))
                && (code == null
                        || then.codes().stream().anyMatch(each -> each.codeId().equals(code)));
    }

    private long behind(AuditOffice office) {
        long behind = office.behind(CONSISTENCY_WAIT);
        if (behind > 0) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "This is incomplete: the audit trail has not seen the newest positions of the store, up to "
                                    + behind
                                    + ". A server brings it up to date; if one runs, ask again or see its log.");
        }
        return behind;
    }
}
