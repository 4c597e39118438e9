package dev.passlink.api;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.UserCommand;
import java.util.concurrent.CompletableFuture;
import org.axonframework.commandhandling.gateway.CommandGateway;

/** The way in for commands: permission at the edge first (behaviour O4), then the command bus, failures as {@link Rejected}. */
final class CommandGate {

    private final CommandGateway gateway;
    private final Roles roles;

    CommandGate(CommandGateway gateway, Roles roles) {
        this.gateway = gateway;
        this.roles = roles;
    }

    <R> CompletableFuture<R> give(UserCommand command) {
        try {
            command.authority().atTheEdge(roles);
        } catch (Rejected refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
        return gateway.send(command);
    }
}
