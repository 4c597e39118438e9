package dev.passlink.api.club;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** The club's own aggregate. */
public class Membership {

    /** Somebody joins. */
    public record Join(@TargetAggregateIdentifier String memberId) {}

    /** A member was sent a link. */
    public record NoteInvitation(@TargetAggregateIdentifier String memberId) {}

    /** Somebody has joined. */
    public record Joined(String memberId) {}

    /** A member was sent a link, for the so-manieth time. */
    public record Invited(String memberId, int times) {}

    @AggregateIdentifier
    private @Nullable String memberId; // null until the first event

    private int invitations;

    /** For Axon. */
    protected Membership() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    void handle(Join command) {
        apply(new Joined(command.memberId()));
    }

    @CommandHandler
    void handle(NoteInvitation command) {
        apply(new Invited(command.memberId(), invitations + 1));
    }

    @EventSourcingHandler
    void on(Joined event) {
        memberId = event.memberId();
    }

    @EventSourcingHandler
    void on(Invited event) {
        invitations = event.times();
    }
}
