package dev.passlink.api.proof;

import static java.util.stream.Collectors.toCollection;

import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEmailChanged;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.projection.fold.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;

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
        List<DomainEventMessage<?>> sound = new ArrayList<>(history.events().size());
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
            if (isSound(history.userId(), event, position)) {
                sound.add(event);
            }
            next = Math.max(next, sequence + 1);
            last = Math.max(last, position);
        }
        return sound.size() == history.events().size() ? history : new History(history.userId(), sound);
    }

    /** How many events were seen whose personal data nobody can erase, since they have no key of their own. */
    long clear() {
        return clear;
    }

    private boolean isSound(String userId, DomainEventMessage<?> event, long position) {
        long sequence = event.getSequenceNumber() + 1;
        try {
            event.getTimestamp();
            if (!(event.getPayload() instanceof UserEvent ofUser)) {
                findings.accept(new Finding.Unreadable(userId, sequence, position));
                return true; // for the audit trail it is an event like any other
            }
            Set<String> unsigned = SIGNATURE.stream()
                    .filter(key -> event.getMetaData().get(key) == null)
                    .collect(toCollection(TreeSet::new));
            if (!unsigned.isEmpty()) {
                findings.accept(new Finding.Unsigned(userId, sequence, position, unsigned));
            }
            if (!ofUser.userId().value().equals(userId)) {
                findings.accept(new Finding.Misplaced(userId, sequence, position));
            }
            if (isClear(ofUser)) {
                clear++;
            }
            return true;
        } catch (RuntimeException e) { // whatever is in it that JSON, or an event of this version, does not have
            findings.accept(new Finding.Unreadable(userId, sequence, position));
            return false;
        }
    }

    private static boolean isClear(UserEvent event) {
        return event instanceof UserAdded added && added.personalKey() == null
                || event instanceof UserEmailChanged changed && changed.personalKey() == null;
    }

    private static long position(DomainEventMessage<?> event) {
        return event instanceof TrackedEventMessage<?> tracked
                ? tracked.trackingToken().position().orElse(-1)
                : -1;
    }
}
