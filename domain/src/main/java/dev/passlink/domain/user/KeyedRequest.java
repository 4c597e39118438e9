package dev.passlink.domain.user;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Operation;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * A request with an idempotency key that added a code, and what it was answered (behaviour O7).
 *
 * @param fingerprint recognizes its repetitions
 * @param operation   published name of its operation
 * @param answer      the code as it was just after its Added event
 */
record KeyedRequest(RequestFingerprint fingerprint, String operation, InitCode answer) {

    /** The request that an event is on record for, if it had a key. */
    static Optional<KeyedRequest> of(PasswordlessInitCodeAdded event, DomainEventMessage<?> message) {
        return Optional.ofNullable(event.requestFingerprint())
                .map(fingerprint -> new KeyedRequest(
                        fingerprint,
                        String.valueOf(message.getMetaData().get(EventMetaData.OPERATION)),
                        InitCode.of(event, message)));
    }

    /**
     * The answer to a repetition.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if this was another operation, or its link is written otherwise
     */
    InitCode repeatedAs(Operation repeated, Medium medium, @Nullable UrlTemplate urlTemplate) {
        boolean same = operation.equals(repeated.toString())
                && answer.medium() == medium
                && Objects.equals(answer.urlTemplate(), urlTemplate);
        if (!same) {
            throw new Rejected(new Failure.RequestInvalid("the idempotency key was used for another operation"));
        }
        return answer;
    }
}
