package dev.passlink.server.command;

import dev.passlink.server.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code audit}. */
@Command(name = "audit", description = "Seals the history.", subcommands = SealCommand.class)
final class AuditCommand {

    @ParentCommand
    private PasslinkCommand passlink;

    Settings settings() {
        return passlink.settings();
    }
}
