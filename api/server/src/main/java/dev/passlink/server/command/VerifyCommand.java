package dev.passlink.server.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.passlink.api.Finding;
import dev.passlink.api.ProofOffice;
import dev.passlink.api.Seal;
import dev.passlink.api.Sealing.Breach;
import dev.passlink.api.VerificationReport;
import dev.passlink.server.CannotRun;
import dev.passlink.server.StoreBesideServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code verify}: whether the store is whole and its read models tell the truth. Works while a server runs. */
@Command(
        name = "verify",
        description = {
            "Replays the store and compares with the live read models, and with a seal; prints every difference.",
            "Exits 1 if there is one. What a read model has not seen yet is lag and no difference. Works while a server runs."
        })
final class VerifyCommand implements Callable<Integer> {

    @ParentCommand
    private PasslinkCommand passlink;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seal",
            paramLabel = "FILE",
            description = "A seal of this store, as audit seal writes them: nothing under it may have changed.")
    private @Nullable Path seal;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Override
    public Integer call() {
        var settings = passlink.settings();
        Optional<Seal> sealed = Optional.ofNullable(seal).map(file -> SealFile.genuine(file, settings.keysets()));
        var store = StoreBesideServer.of(settings)
                .orElseThrow(() -> new CannotRun("There is no store yet, and nothing to verify."));
        try (ProofOffice office = ProofOffice.open(store, settings.keysets().personal())) {
            List<Finding> backdated = new ArrayList<>();
            Optional<Breach> breach = sealed.flatMap(known -> office.breach(known, backdated::add));
            breach.ifPresent(this::print);
            backdated.forEach(this::print);
            VerificationReport report = office.verify(this::print);
            print(report, sealed, breach);
            return report.isClean() && breach.isEmpty() && backdated.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void print(Finding finding) {
        out().println(format == Format.JSON ? Findings.json(finding) : Findings.words(finding));
    }

    private void print(Breach breach) {
        if (format == Format.JSON) {
            out().println(JsonNodeFactory.instance
                    .objectNode()
                    .put("finding", "seal-broken")
                    .put("block", breach.block())
                    .put("firstEvent", breach.firstEvent())
                    .put("lastEvent", breach.lastEvent())
                    .put("sealed", breach.sealed())
                    .put("found", breach.found()));
        } else {
            out().printf(
                            "seal: broken in block %d, events %d to %d of the store; %d events were sealed, %d are there%n",
                            breach.block(), breach.firstEvent(), breach.lastEvent(), breach.sealed(), breach.found());
        }
    }

    private void print(VerificationReport report, Optional<Seal> sealed, Optional<Breach> breach) {
        if (format == Format.JSON) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("users", report.users())
                    .put("events", report.events())
                    .put("findings", report.findings())
                    .put("clearText", report.clear());
            ObjectNode behind = json.putObject("behind");
            report.behind().forEach((model, users) -> behind.put(model.id(), users));
            sealed.ifPresent(there -> json.put("sealHolds", breach.isEmpty()));
            out().println(json);
            return;
        }
        report.behind()
                .forEach((model, users) ->
                        out().printf("%s: %d users are behind, which is lag and no finding%n", model.id(), users));
        if (report.clear() > 0) {
            out().printf(
                            "personal data of %d events is stored in clear text, from before it was encrypted%n",
                            report.clear());
        }
        if (breach.isEmpty()) {
            sealed.ifPresent(there -> out().printf(
                            "seal of %s holds: its %d events are as they were%n", there.sealedAt(), there.events()));
        }
        out().printf(
                        "%d users, %d events: %s%n",
                        report.users(),
                        report.events(),
                        report.isClean() ? "nothing found" : "found " + report.findings());
    }
}
