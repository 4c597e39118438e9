package dev.passlink.domain.user;

import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.event.PasskeyEvent;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * The passkeys a user can sign in with.
 *
 * @param registered verified and not removed, in the order in which they were verified
 * @param removed    the one that was removed last, for the answer to that; {@code null} if none was
 */
record Passkeys(List<Passkey> registered, @Nullable Passkey removed) {

    /** So that the state of the aggregate stays bounded. */
    static final int MOST = 200;

    static final Passkeys NONE = new Passkeys(List.of(), null);

    Passkeys {
        registered = List.copyOf(registered);
    }

    Optional<Passkey> find(PasskeyId passkeyId) {
        return registered.stream()
                .filter(passkey -> passkey.passkeyId().equals(passkeyId))
                .findFirst();
    }

    List<Credential> credentials() {
        return registered.stream()
                .map(passkey -> Objects.requireNonNull(passkey.credential()))
                .toList();
    }

    /** @throws Rejected {@link Failure.RequestInvalid} if there are as many as there may be */
    void requireRoomForOneMore() {
        if (registered.size() >= MOST) {
            throw new Rejected(new Failure.RequestInvalid("the user has " + MOST + " passkeys; remove one first"));
        }
    }

    /** With one that has just been verified. */
    Passkeys plus(Passkey verified) {
        return new Passkeys(
                Stream.concat(registered.stream(), Stream.of(verified)).toList(), removed);
    }

    /** After one more event of one of them. */
    Passkeys next(PasskeyEvent event, DomainEventMessage<?> message) {
        Passkey next = find(event.passkeyId())
                .map(passkey -> passkey.next(event, message))
                .orElse(null);
        if (next == null) {
            return this;
        }
        boolean stays = next.state() == PasskeyState.READY;
        return new Passkeys(
                registered.stream()
                        .filter(passkey -> stays || !passkey.passkeyId().equals(next.passkeyId()))
                        .map(passkey -> passkey.passkeyId().equals(next.passkeyId()) ? next : passkey)
                        .toList(),
                stays ? removed : next);
    }
}
