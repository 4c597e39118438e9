package dev.passlink.api.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.passlink.domain.RequestFingerprint;
import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialClaimed;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.PersonalKeyId;
import dev.passlink.domain.user.UserHandle;
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
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserReactivated;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.domain.user.event.UserUnlocked;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One event of each kind with all its values filled, and the file that pins how it is stored. */
final class GoldenEvents {

    static final UserId USER = new UserId("user-1");
    static final PersonalKeyId KEY = new PersonalKeyId("00112233445566778899aabbccddeeff");
    private static final CodeId CODE = new CodeId("649182736450192837");
    static final Email EMAIL = new Email("zoë@example.org", true);
    static final Person PERSON = new Person("zoe", "Zoë", "Müller", "Zo", "Zoë M.", "de-CH", Gender.FEMALE, EMAIL);

    private static final PasskeyId PASSKEY = new PasskeyId("649182736450192999");
    static final PasskeyName NAME = new PasskeyName("Zoë's phone");
    private static final Credential CREDENTIAL = new Credential(
            new CredentialId("AAEC"),
            "pQECAyYgASFYIA",
            7,
            "00010203-0405-0607-0809-0a0b0c0d0e0f",
            Set.of(Trait.USER_VERIFIED, Trait.BACKUP_ELIGIBLE),
            Set.of("internal", "hybrid"),
            "none");

    /** A code that was added by a request with an idempotency key; its file is {@code ….1.repeatable.json}. */
    static final PasswordlessInitCodeAdded REPEATABLE = new PasswordlessInitCodeAdded(
            USER,
            CODE,
            new CodeSeed("000102030405060708090a0b0c0d0e0f", -1842501683),
            12,
            Duration.ofMinutes(90),
            3,
            10,
            Medium.MAIL,
            new RequestFingerprint("0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"),
            null);

    /** The end of an incarnation whose personal data has a key; its file is {@code ….1.keyed.json}. */
    static final UserRemoved KEYED = new UserRemoved(USER, KEY);

    static final List<Object> ALL = List.of(
            new UserAdded(USER, KEY, PERSON),
            new UserEmailChanged(USER, KEY, EMAIL),
            new UserDeactivated(USER),
            new UserReactivated(USER),
            new UserLocked(USER),
            new UserUnlocked(USER),
            new UserRemoved(USER, null),
            new UserPersonalDataErased(USER, KEY),
            new PasswordlessInitCodeAdded(
                    USER,
                    CODE,
                    new CodeSeed("000102030405060708090a0b0c0d0e0f", -1842501683),
                    12,
                    Duration.ofMinutes(90),
                    3,
                    10,
                    Medium.MAIL,
                    null,
                    null),
            new PasswordlessInitCodeSent(USER, CODE),
            new PasswordlessInitCodeDeliveryFailed(USER, CODE, "SMTP 550 5.1.1"),
            new PasswordlessInitCodeDeliveryRetried(USER, CODE),
            new PasswordlessInitCodeDeliveryDropped(USER, CODE),
            new PasswordlessInitCodeCheckFailed(USER, CODE),
            new PasswordlessInitCodeCheckSucceeded(USER, CODE),
            new PasswordlessInitCodeCeremonyFailed(USER, CODE),
            new PasswordlessInitCodeRevoked(USER, CODE),
            new PasswordlessTokenAdded(
                    USER,
                    PASSKEY,
                    new Challenge("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                    Duration.ofMinutes(5),
                    "example.org",
                    new UserHandle("AAECAwQFBgcICQoLDA0ODw"),
                    CODE),
            new PasswordlessTokenVerified(USER, PASSKEY, KEY, NAME, CREDENTIAL),
            new PasswordlessTokenVerificationFailed(USER, PASSKEY, "CHALLENGE"),
            new PasswordlessTokenRenamed(USER, PASSKEY, KEY, NAME),
            new PasswordlessTokenUsed(USER, PASSKEY, 8),
            new PasswordlessTokenRemoved(USER, PASSKEY),
            new CredentialClaimed(CREDENTIAL.id(), USER));

    private GoldenEvents() {}

    /** The kind of an event, from the table. */
    static EventType typeOf(Object event) {
        return EventTypes.all().stream()
                .filter(type -> type.event() == event.getClass())
                .findFirst()
                .orElseThrow();
    }

    /** The stored form of an event, as its golden file has it; the line break at the end is the file's own. */
    static String storedForm(Object event) {
        EventType type = typeOf(event);
        String variant = event.equals(REPEATABLE) ? ".repeatable" : event.equals(KEYED) ? ".keyed" : "";
        return file(type.name() + "." + type.revision() + variant);
    }

    /** The content of a golden file of events. */
    static String file(String name) {
        String file = "/golden/events/" + name + ".json";
        try (InputStream json = GoldenEvents.class.getResourceAsStream(file)) {
            if (json == null) {
                throw new AssertionError("no golden file " + file);
            }
            return new String(json.readAllBytes(), UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
