package dev.passlink.projection;

import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One event of each type there is. */
public final class EveryEvent {

    public static final UserId USER = new UserId("u1");
    public static final PersonalKeyId KEY = new PersonalKeyId("k1");
    public static final CodeId CODE = new CodeId("c1");
    public static final PasskeyId PASSKEY = new PasskeyId("p1");

    private EveryEvent() {}

    /** One of each; a type that is missing here is noticed, since {@link #types()} asks the sealed hierarchy. */
    public static List<UserEvent> ofEachType() {
        return List.of(
                new UserAdded(USER, KEY, History.ada()),
                new UserEmailChanged(USER, KEY, new Email("ada@example.com", false)),
                new UserDeactivated(USER),
                new UserReactivated(USER),
                new UserLocked(USER),
                new UserUnlocked(USER),
                new UserRemoved(USER, KEY),
                new UserPersonalDataErased(USER, KEY),
                new PasswordlessInitCodeAdded(
                        USER,
                        CODE,
                        new CodeSeed("0".repeat(32), 1),
                        12,
                        Duration.ofHours(1),
                        3,
                        10,
                        Medium.MAIL,
                        null,
                        null),
                new PasswordlessInitCodeSent(USER, CODE),
                new PasswordlessInitCodeDeliveryFailed(USER, CODE, "EXPIRED"),
                new PasswordlessInitCodeDeliveryRetried(USER, CODE),
                new PasswordlessInitCodeDeliveryDropped(USER, CODE),
                new PasswordlessInitCodeCheckFailed(USER, CODE),
                new PasswordlessInitCodeCheckSucceeded(USER, CODE),
                new PasswordlessInitCodeCeremonyFailed(USER, CODE),
                new PasswordlessInitCodeRevoked(USER, CODE),
                new PasswordlessTokenAdded(
                        USER,
                        PASSKEY,
                        new Challenge("c".repeat(43)),
                        Duration.ofMinutes(5),
                        "example.org",
                        History.HANDLE,
                        CODE),
                new PasswordlessTokenVerified(
                        USER, PASSKEY, KEY, new PasskeyName("phone"), History.credential(PASSKEY)),
                new PasswordlessTokenVerificationFailed(USER, PASSKEY, "CHALLENGE"),
                new PasswordlessTokenRenamed(USER, PASSKEY, KEY, new PasskeyName("laptop")),
                new PasswordlessTokenUsed(USER, PASSKEY, 7),
                new PasswordlessTokenRemoved(USER, PASSKEY));
    }

    /** All event types of the sealed hierarchy. */
    public static Set<Class<?>> types() {
        return leaves(UserEvent.class).collect(Collectors.toSet());
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EveryEvent::leaves)
                : Stream.of(type);
    }
}
