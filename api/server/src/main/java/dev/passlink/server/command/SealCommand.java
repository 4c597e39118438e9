package dev.passlink.server.command;

import dev.passlink.api.ProofOffice;
import dev.passlink.api.Seal;
import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.server.CannotRun;
import dev.passlink.server.Settings;
import dev.passlink.server.StoreBesideServer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code audit seal}: a signed checkpoint of the history. Works while a server runs. */
@Command(
        name = "seal",
        description = {
            "Writes a signed checkpoint of the history, which verify --seal compares with later.",
            "Keep the file where whoever can write to the store cannot write."
        })
final class SealCommand implements Runnable {

    @ParentCommand
    private AuditCommand audit;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write, a new one.")
    private Path out;

    @Override
    public void run() {
        Settings settings = audit.settings();
        SealKeys keys = SealFile.keys(settings.keysets());
        StoreAccess store = StoreBesideServer.of(settings)
                .orElseThrow(() -> new CannotRun("There is no store yet, and nothing to seal."));
        if (Files.exists(out)) { // before the whole store is read
            throw new CannotRun("There is a file " + out + " already; a seal is never overwritten.");
        }
        try (ProofOffice office = ProofOffice.open(store, settings.keysets().personal())) {
            Seal seal = office.seal(keys);
            SealFile.write(seal, out);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "sealed %d events up to position %d, root %s, in %s%n",
                            seal.events(), seal.position(), seal.root(), out);
        }
    }
}
