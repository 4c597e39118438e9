package dev.passlink.projection;

import static dev.passlink.domain.ObjectDetails.RESOURCE_OWNER;

import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessTokenAdded;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/** The stream of one user as a store would deliver it: an event a second. */
public final class History {

    /** When the first event happened, with more digits than are kept. */
    public static final Instant BEGINNING = Instant.parse("2026-03-29T00:59:58.123456789Z");

    public static final UserHandle HANDLE = new UserHandle("h".repeat(43));

    private static final AtomicLong POSITIONS = new AtomicLong();

    private final UserId userId;
    private final List<DomainEventMessage<?>> messages = new ArrayList<>();
    private String owner = "org-1";
    private MetaData metaData = MetaData.emptyInstance();

    public History(UserId userId) {
        this.userId = userId;
    }

    public static History of(String userId) {
        return new History(new UserId(userId));
    }

    /** From now on the user belongs to this organization. */
    public History ownedBy(String organization) {
        owner = organization;
        return this;
    }

    /** From now on events have this metadata as well. */
    public History with(Map<String, ?> more) {
        metaData = MetaData.from(more);
        return this;
    }

    /** One more event. */
    public DomainEventMessage<?> then(UserEvent event) {
        Instant time = BEGINNING.plusSeconds(messages.size());
        DomainEventMessage<?> message = new GenericTrackedDomainEventMessage<>(
                new GlobalSequenceTrackingToken(POSITIONS.incrementAndGet()),
                User.TYPE,
                userId.value(),
                messages.size(),
                new GenericEventMessage<>(event, metaData.and(RESOURCE_OWNER, owner)),
                () -> time);
        messages.add(message);
        return message;
    }

    /** The user is added. */
    public DomainEventMessage<?> added() {
        return then(new UserAdded(userId, null, ada()));
    }

    /** A code is added that is good for an hour and locked by the third wrong guess. */
    public DomainEventMessage<?> codeAdded(CodeId codeId, Medium medium) {
        return then(new PasswordlessInitCodeAdded(
                userId,
                codeId,
                new CodeSeed("0123456789abcdef".repeat(2), -7),
                12,
                Duration.ofHours(1),
                3,
                10,
                medium,
                null,
                null));
    }

    /** The registration of a passkey is begun by a user who is signed in. */
    public DomainEventMessage<?> passkeyAdded(PasskeyId passkeyId) {
        return passkeyAdded(passkeyId, null);
    }

    /** The registration of a passkey is begun with a code, if there is one. */
    public DomainEventMessage<?> passkeyAdded(PasskeyId passkeyId, @Nullable CodeId codeId) {
        return then(new PasswordlessTokenAdded(
                userId,
                passkeyId,
                new Challenge("c".repeat(43)),
                Duration.ofMinutes(5),
                "example.org",
                HANDLE,
                codeId));
    }

    /** A passkey with {@link #credential} is verified. */
    public DomainEventMessage<?> passkeyVerified(PasskeyId passkeyId, String name) {
        return then(
                new PasswordlessTokenVerified(userId, passkeyId, null, new PasskeyName(name), credential(passkeyId)));
    }

    /** The credential of a passkey with this id, whosever it is. */
    public static Credential credential(PasskeyId passkeyId) {
        String id = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(passkeyId.value().getBytes(StandardCharsets.UTF_8));
        return new Credential(
                new CredentialId(id),
                "cGs",
                3,
                "00000000-0000-0000-0000-000000000000",
                Set.of(Trait.values()),
                Set.of("usb", "internal", "hybrid"),
                "none");
    }

    public UserId userId() {
        return userId;
    }

    /** All events so far. */
    public List<DomainEventMessage<?>> messages() {
        return List.copyOf(messages);
    }

    public static Person ada() {
        return Person.named("ada", "Ada", "Lovelace", new Email("ada@example.org", true));
    }
}
