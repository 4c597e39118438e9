package dev.passlink.projection;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.PasswordlessTokenRemoved;
import dev.passlink.domain.user.event.PasswordlessTokenRenamed;
import dev.passlink.domain.user.event.PasswordlessTokenUsed;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.domain.user.event.UserDeactivated;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;

/** Events of a few users in a random order, the same for the same seed; also late ones, and ones no aggregate would emit. */
public final class RandomHistories {

    private static final PersonalKeyId KEY = new PersonalKeyId("key");
    private static final int USERS = 4;
    private static final int CODES = 5;
    private static final int PASSKEYS = 3;

    private final Random random;
    private final List<History> histories;

    /** Histories of users whose ids begin with the prefix. */
    public RandomHistories(long seed, String prefix) {
        random = new Random(seed);
        histories = IntStream.range(0, USERS)
                .mapToObj(number -> History.of(prefix + "user-" + number))
                .toList();
    }

    /** So many events, those of a user in the order of their sequence. */
    public List<DomainEventMessage<?>> events(int count) {
        List<DomainEventMessage<?>> events = new ArrayList<>();
        while (events.size() < count) {
            events.add(next(histories.get(random.nextInt(USERS))));
        }
        return events;
    }

    private DomainEventMessage<?> next(History history) {
        UserId user = history.userId();
        CodeId code = new CodeId("code-" + random.nextInt(CODES));
        PasskeyId passkey = new PasskeyId("passkey-" + random.nextInt(PASSKEYS));
        return switch (random.nextInt(28)) {
            case 0, 1 -> history.ownedBy("org-" + random.nextInt(3)).added();
            case 2 -> history.then(new UserRemoved(user, KEY));
            case 3 ->
                history.then(new UserEmailChanged(user, null, new Email(random.nextInt(9) + "@example.org", false)));
            case 4 -> history.then(new UserDeactivated(user));
            case 5 -> history.then(new UserReactivated(user));
            case 6 -> history.then(new UserLocked(user));
            case 7 -> history.then(new UserUnlocked(user));
            case 8 -> history.codeAdded(code, Medium.RETURNED);
            case 9, 10 -> history.codeAdded(code, Medium.MAIL);
            case 11 -> history.then(new PasswordlessInitCodeSent(user, code));
            case 12 -> history.then(new PasswordlessInitCodeDeliveryFailed(user, code, "EXPIRED"));
            case 13 -> history.then(new PasswordlessInitCodeCheckFailed(user, code));
            case 14 -> history.then(new PasswordlessInitCodeCheckSucceeded(user, code));
            case 15 -> history.then(new PasswordlessInitCodeDeliveryRetried(user, code));
            case 16 -> history.then(new PasswordlessInitCodeDeliveryDropped(user, code));
            case 17 -> history.then(new UserPersonalDataErased(user, KEY));
            case 18 -> history.then(new PasswordlessInitCodeCeremonyFailed(user, code));
            case 19, 20 -> history.passkeyAdded(passkey, random.nextBoolean() ? code : null);
            case 21, 22 -> history.passkeyVerified(passkey, "device " + random.nextInt(9));
            case 23 -> history.then(new PasswordlessTokenVerificationFailed(user, passkey, "CHALLENGE"));
            case 24 ->
                history.then(new PasswordlessTokenRenamed(
                        user, passkey, null, new PasskeyName("device " + random.nextInt(9))));
            case 25 -> history.then(new PasswordlessTokenUsed(user, passkey, random.nextInt(99)));
            case 26 -> history.then(new PasswordlessTokenRemoved(user, passkey));
            default -> history.then(new PasswordlessInitCodeRevoked(user, code));
        };
    }
}
