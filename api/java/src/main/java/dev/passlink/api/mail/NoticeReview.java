package dev.passlink.api.mail;

import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import dev.passlink.domain.user.MailLimit;
import dev.passlink.domain.user.Passkey;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.event.PasskeyEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessTokenVerified;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.passkey.PasskeyReducer;
import dev.passlink.projection.user.UserReducer;
import dev.passlink.projection.user.UserView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a user's events to find out what is to be told of one of them, and whether: one review, one event.
 *
 * <p>The person is written to as they were when it happened. Whoever takes over an account may well change its address next,
 * and the notice must not follow that change; the job could not keep the address, since a removed person's data has to become
 * unreadable, but the events have it. An address that counts is one that a link could have been mailed to (behaviour O2).
 *
 * <p>Notices must not become a mail bomb themselves: of each occasion there are at most as many as the {@link MailLimit}
 * allows mails (behaviour M6), decided from the user's own events, so for all nodes and attempts alike. Each occasion counts
 * by itself, so that nobody hides the notice of a passkey behind a heap of others, and notices take nothing from the mails
 * with links.
 */
final class NoticeReview {

    private final long sequence;
    private final InitCodeRules rules;
    private final Map<PasskeyId, Passkey> passkeys = new HashMap<>();
    private final Map<Occasion, List<Instant>> told = new EnumMap<>(Occasion.class);
    private @Nullable UserView user;
    private NoticeVerdict verdict = new NoticeVerdict.NotDue();

    /**
     * A review of one event.
     *
     * @param sequence Axon's sequence number of the event
     * @param rules    which addresses count, and how many mails are too many
     */
    NoticeReview(long sequence, InitCodeRules rules) {
        this.sequence = sequence;
        this.rules = rules;
    }

    /** The verdict; the user's stream is read from its first event to its last. */
    NoticeVerdict over(Iterator<? extends DomainEventMessage<?>> stream) {
        while (stream.hasNext()) {
            DomainEventMessage<?> message = stream.next();
            if (!(message.getPayload() instanceof UserEvent event)) {
                continue; // one that this version cannot read
            }
            if (message.getSequenceNumber() <= sequence) {
                take(event, message);
            } else if (event instanceof UserRemoved) {
                verdict = new NoticeVerdict.NotDue();
            }
        }
        return verdict;
    }

    private void take(UserEvent event, DomainEventMessage<?> message) {
        PasskeyName device = device(event);
        user = UserReducer.reduce(user, event, message);
        if (event instanceof UserRemoved) {
            passkeys.clear();
            told.clear();
        }
        if (event instanceof PasskeyEvent ofPasskey) {
            passkeys.compute(ofPasskey.passkeyId(), (id, passkey) -> PasskeyReducer.reduce(passkey, event, message));
        }
        Occasion.of(event, message.getMetaData()).ifPresent(occasion -> {
            NoticeVerdict here = judge(occasion, event, message, device);
            if (message.getSequenceNumber() == sequence) {
                verdict = here;
            }
        });
    }

    /** What the passkey's device is called, before the event or in it; a removed passkey has no name any more. */
    private @Nullable PasskeyName device(UserEvent event) {
        if (event instanceof PasswordlessTokenVerified verified) {
            return verified.name();
        }
        Passkey known = event instanceof PasskeyEvent ofPasskey ? passkeys.get(ofPasskey.passkeyId()) : null;
        return known == null ? null : known.name();
    }

    private NoticeVerdict judge(
            Occasion occasion, UserEvent event, DomainEventMessage<?> message, @Nullable PasskeyName device) {
        UserView whom = user;
        Email email = whom == null ? null : address(whom).orElse(null);
        if (whom == null || email == null) {
            return new NoticeVerdict.NotDue();
        }
        if (isTooMuch(occasion, message.getTimestamp())) {
            return new NoticeVerdict.TooMany();
        }
        return new NoticeVerdict.Due(new Notice(
                message.getIdentifier(),
                occasion,
                message.getTimestamp(),
                Actor.of(event.userId(), message.getMetaData()),
                event instanceof PasswordlessInitCodeAdded added ? added.medium() : null,
                device,
                whom.person(),
                email));
    }

    private Optional<Email> address(UserView whom) {
        return Optional.ofNullable(whom.person().email())
                .filter(email -> rules.addresses() == Addresses.REGISTERED || email.verified());
    }

    /** Whether there were too many within the window; counts it if not. */
    private boolean isTooMuch(Occasion occasion, Instant at) {
        MailLimit limit = rules.mailLimit();
        List<Instant> recent = told.computeIfAbsent(occasion, none -> new ArrayList<>());
        recent.removeIf(time -> !time.plus(limit.window()).isAfter(at));
        if (recent.size() >= limit.mails()) {
            return true;
        }
        recent.add(at);
        return false;
    }
}
