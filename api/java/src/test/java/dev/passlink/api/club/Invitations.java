package dev.passlink.api.club;

import dev.passlink.api.club.Membership.NoteInvitation;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;

/** Lets the member know of a link that Passlink has sent to the user of the same name. */
@ProcessingGroup("invitations")
@DisallowReplay
public final class Invitations {

    private final CommandGateway commands;

    Invitations(CommandGateway commands) {
        this.commands = commands;
    }

    @EventHandler
    void on(PasswordlessInitCodeSent event) {
        commands.sendAndWait(new NoteInvitation("member-" + event.userId().value()));
    }
}
