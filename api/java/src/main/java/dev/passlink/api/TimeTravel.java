package dev.passlink.api;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.projection.initcode.InitCodeReducer;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyReducer;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.user.UserReducer;
import dev.passlink.projection.user.UserView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;

/**
 * Folds the beginning of a user's stream by the reducers of the live read models (behaviour P1): the longest prefix that is
 * not after some moment. Events are in the order of their sequence; so it ends before the first one that is after it, whatever
 * the clocks said that stamped those behind.
 */
final class TimeTravel {

    private final UserId userId;
    private final Predicate<DomainEventMessage<?>> isWithin;
    private final @Nullable Instant asked;
    private final Map<CodeId, InitCode> codes = new LinkedHashMap<>();
    private final Map<PasskeyId, Passkey> passkeys = new LinkedHashMap<>();
    private final List<Long> unreadable = new ArrayList<>();
    private @Nullable UserView user;
    private @Nullable DomainEventMessage<?> last;
    private @Nullable ResourceOwner owner;

    private TimeTravel(UserId userId, Predicate<DomainEventMessage<?>> isWithin, @Nullable Instant asked) {
        this.userId = userId;
        this.isWithin = isWithin;
        this.asked = asked;
    }

    /** To a time, in milliseconds as all dates are. */
    static TimeTravel to(UserId userId, Instant time) {
        return new TimeTravel(
                userId, message -> !message.getTimestamp().truncatedTo(MILLIS).isAfter(time), time);
    }

    /**
     * To just after the event of some sequence.
     *
     * @throws Rejected {@link Failure.RequestInvalid} if it is less than 1
     */
    static TimeTravel to(UserId userId, long sequence) {
        if (sequence < 1) {
            throw new Rejected(new Failure.RequestInvalid("a sequence is at least 1"));
        }
        return new TimeTravel(userId, message -> message.getSequenceNumber() + 1 <= sequence, null);
    }

    /** The user as it was then; empty if it was not there yet. */
    Optional<UserAsOf> over(Iterator<? extends DomainEventMessage<?>> stream) {
        while (stream.hasNext()) {
            DomainEventMessage<?> message = stream.next();
            if (!isWithin.test(message)) {
                break;
            }
            take(message);
        }
        return last == null || owner == null ? Optional.empty() : Optional.of(asOf(last, owner));
    }

    private void take(DomainEventMessage<?> message) {
        last = message;
        Object named = message.getMetaData().get(ObjectDetails.RESOURCE_OWNER);
        if (message.getPayload() instanceof UserPersonalDataErased) {
            return; // concerns an earlier life, and the organization of then; this one's may be another
        }
        owner = named == null ? owner : new ResourceOwner(named.toString());
        if (named == null) {
            unreadable.add(message.getSequenceNumber() + 1); // whose it is, no read model could say either
        } else if (message.getPayload() instanceof UserEvent event) {
            user = UserReducer.reduce(user, event, message);
            if (event instanceof InitCodeEvent ofCode) {
                fold(ofCode.codeId(), event, message);
            } else if (event instanceof PasskeyEvent ofPasskey) {
                fold(ofPasskey.passkeyId(), event, message);
            } else {
                List.copyOf(codes.keySet()).forEach(codeId -> fold(codeId, event, message));
                List.copyOf(passkeys.keySet()).forEach(passkeyId -> fold(passkeyId, event, message));
            }
        } else if (message.getPayload() instanceof UnknownSerializedType) {
            unreadable.add(message.getSequenceNumber() + 1);
        }
    }

    private void fold(CodeId codeId, UserEvent event, DomainEventMessage<?> message) {
        InitCode next = InitCodeReducer.reduce(codes.get(codeId), event, message);
        if (next == null) {
            codes.remove(codeId);
        } else {
            codes.put(codeId, next);
        }
    }

    private void fold(PasskeyId passkeyId, UserEvent event, DomainEventMessage<?> message) {
        Passkey next = PasskeyReducer.reduce(passkeys.get(passkeyId), event, message);
        if (next == null) {
            passkeys.remove(passkeyId);
        } else {
            passkeys.put(passkeyId, next);
        }
    }

    private UserAsOf asOf(DomainEventMessage<?> end, ResourceOwner owning) {
        return new UserAsOf(
                userId,
                user,
                codes.values().stream()
                        .map(code -> InitCodeView.of(userId, code))
                        .toList(),
                passkeys.values().stream()
                        .filter(passkey -> passkey.state() == PasskeyState.READY)
                        .map(passkey -> PasskeyView.of(userId, passkey))
                        .toList(),
                end.getSequenceNumber() + 1,
                asked == null ? end.getTimestamp().truncatedTo(MILLIS) : asked,
                owning,
                unreadable);
    }
}
