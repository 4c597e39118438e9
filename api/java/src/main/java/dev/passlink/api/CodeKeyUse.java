package dev.passlink.api;

import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.initcode.InitCodeReducer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;

/** How far a key of codes is still needed: a key may be retired once no open code uses it (behaviour C2). */
public final class CodeKeyUse {

    private CodeKeyUse() {}

    /**
     * Counts the open codes of a key, by the events themselves: no read model that lags behind can hide one. Starts
     * nothing, and may be asked while nodes run on the same store.
     *
     * @param access where the store is
     * @param keyId  the key, as in {@link dev.passlink.domain.user.CodeSeed}
     * @return codes that are open and unexpired now
     * @throws Rejected {@link Failure.Unavailable} if an event is not readable by this version: it might be of such a code
     */
    public static long openCodes(StoreAccess access, int keyId) {
        EventPlace place = EventPlace.of(access);
        try (Database database = Database.open(access.database(), Set.of(), place.schemas(), 2)) {
            Instant now = GenericEventMessage.clock.instant();
            Map<String, Map<String, InitCode>> codes = new HashMap<>();
            try (Stream<? extends EventMessage<?>> recent = place.chosenFor(Engine.on(database))
                    .storedAs(
                            PasslinkSerializers.events(PersonalKeys.NONE),
                            PasslinkSerializers.general(PersonalKeys.NONE),
                            StoredForms.upcasters(PersonalKeys.NONE))
                    .eventsSince(now.minus(InitCodeRules.LONGEST_EXPIRY))) {
                recent.filter(CodeKeyUse::isOfAUser)
                        .forEach(event -> fold(codes, (DomainEventMessage<?>) event, keyId));
            }
            return codes.values().stream()
                    .flatMap(ofUser -> ofUser.values().stream())
                    .filter(code -> code.isOpenAt(now))
                    .count();
        } finally {
            place.close();
        }
    }

    private static boolean isOfAUser(EventMessage<?> event) {
        return event instanceof DomainEventMessage<?> ofAggregate && User.TYPE.equals(ofAggregate.getType());
    }

    private static void fold(Map<String, Map<String, InitCode>> codes, DomainEventMessage<?> message, int keyId) {
        if (!(message.getPayload() instanceof UserEvent event)) {
            throw new Rejected(new Failure.Unavailable("This version cannot read event "
                    + (message.getSequenceNumber() + 1) + " of a user, so it cannot tell which codes are open."));
        }
        String user = event.userId().value();
        if (event instanceof UserRemoved) {
            codes.remove(user);
        } else if (event instanceof InitCodeEvent ofCode) {
            codes.computeIfAbsent(user, none -> new HashMap<>())
                    .compute(ofCode.codeId().value(), (id, code) -> {
                        InitCode next = InitCodeReducer.reduce(code, event, message);
                        return next == null || next.seed().keyId() != keyId ? null : next;
                    });
        }
    }
}
