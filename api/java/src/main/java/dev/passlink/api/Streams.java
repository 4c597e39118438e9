package dev.passlink.api;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.fold.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** Whether a stream is whole: nothing missing, nothing twice, in order, readable, and each event signed by somebody. */
final class Streams {

    private static final List<String> SIGNATURE = List.of(
            ObjectDetails.RESOURCE_OWNER,
            EventMetaData.EDITOR,
            EventMetaData.EDITOR_ORGANIZATION,
            EventMetaData.OPERATION);

    private final Consumer<Finding> findings;
    private long clear;

    Streams(Consumer<Finding> findings) {
        this.findings = findings;
    }

    /** Checks a history; answers it without the events that are no events any more. */
    History check(History history) {
        History sound = history.sound();
        checkOrder(history);
        if (sound != history) {
            Set<DomainEventMessage<?>> readable = Set.copyOf(sound.events());
            history.events().stream()
                    .filter(event -> !readable.contains(event))
                    .forEach(event -> findings.accept(
                            new Finding.Unreadable(history.userId(), event.getSequenceNumber() + 1, position(event))));
        }
        new Life(history.userId()).check(sound);
        return sound;
    }

    /** How many events were seen whose personal data nobody can erase, since they have no key of their own. */
    long clear() {
        return clear;
    }

    private void checkOrder(History history) {
        long next = 0;
        long last = -1;
        for (DomainEventMessage<?> event : history.events()) {
            long sequence = event.getSequenceNumber();
            if (sequence > next) {
                findings.accept(new Finding.Missing(history.userId(), next + 1, sequence));
            } else if (sequence < next) {
                findings.accept(new Finding.Doubled(history.userId(), sequence + 1));
            }
            long position = position(event);
            if (position < last) {
                findings.accept(new Finding.Reordered(history.userId(), sequence + 1, position));
            }
            next = Math.max(next, sequence + 1);
            last = Math.max(last, position);
        }
    }

    private static long position(DomainEventMessage<?> event) {
        return ((TrackedEventMessage<?>) event).trackingToken().position().orElse(-1);
    }

    /** What the events of one user say, one after the other. */
    private final class Life {

        private final String userId;
        private final List<Finding> erased = new ArrayList<>();
        private @Nullable String owner;

        Life(String userId) {
            this.userId = userId;
        }

        void check(History history) {
            history.events().forEach(this::check);
            erased.forEach(findings);
        }

        private void check(DomainEventMessage<?> event) {
            long sequence = event.getSequenceNumber() + 1;
            long position = position(event);
            if (!(event.getPayload() instanceof UserEvent ofUser)) {
                findings.accept(new Finding.Unreadable(userId, sequence, position));
                return;
            }
            if (!isSigned(event)) {
                Set<String> unsigned = new TreeSet<>(SIGNATURE);
                unsigned.removeIf(key -> event.getMetaData().get(key) != null);
                findings.accept(new Finding.Unsigned(userId, sequence, position, unsigned));
            }
            if (!ofUser.userId().value().equals(userId)) {
                findings.accept(new Finding.Misplaced(userId, sequence, position));
            }
            if (!isOwned(ofUser, event)) {
                findings.accept(new Finding.Disowned(userId, sequence, position));
            }
            if (isClear(ofUser)) {
                clear++;
            }
            if (ofUser instanceof UserRemoved) {
                erased.clear();
            } else if (isErased(ofUser)) {
                erased.add(new Finding.Erased(userId, sequence, position));
            }
        }

        private static boolean isSigned(DomainEventMessage<?> event) {
            return SIGNATURE.stream().allMatch(key -> event.getMetaData().get(key) != null);
        }

        /** The organization that a user is added to has it until it is removed; what is erased then is of an earlier life. */
        private boolean isOwned(UserEvent event, DomainEventMessage<?> message) {
            Object named = message.getMetaData().get(ObjectDetails.RESOURCE_OWNER);
            if (event instanceof UserAdded || owner == null) {
                owner = named == null ? null : named.toString();
            }
            return event instanceof UserPersonalDataErased
                    || named == null
                    || named.toString().equals(owner);
        }
    }

    private static boolean isClear(UserEvent event) {
        return event instanceof UserAdded added && added.personalKey() == null
                || event instanceof UserEmailChanged changed && changed.personalKey() == null;
    }

    private static boolean isErased(UserEvent event) {
        return event instanceof UserAdded added && added.person().equals(Person.ERASED)
                || event instanceof UserEmailChanged changed && changed.email().equals(Email.ERASED);
    }
}
