package dev.passlink.bench;

import static java.util.stream.Collectors.groupingBy;

import dev.passlink.bench.Ledger.Account;
import dev.passlink.bench.Ledger.Asked;
import dev.passlink.bench.MailServer.Arrival;
import dev.passlink.bench.MailServer.Code;
import dev.passlink.bench.Nodes.Death;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the store and the mail server know, held against what clients were told.
 *
 * @param lost    answers whose event is missing or is another one, gaps in streams, and mails that neither arrived nor
 *     were given up on record, or whose arrival is not on record
 * @param doubled events of which more were stored than asked for, and mails that arrived again without a reason
 * @param again   mails that arrived again because they were on their way when a node was killed (behaviour M3)
 * @param mails   mails that arrived, each counted once
 */
record Verdict(List<String> lost, List<String> doubled, int again, int mails) {

    private static final String CODE = "user.human.passwordless.initialization.code.";
    private static final String ADDED = CODE + "added";
    private static final String SENT = CODE + "sent";
    private static final String FAILED = CODE + "delivery.failed";

    /**
     * @param ledger what clients were told
     * @param taken  what the mail server took, and when
     * @param deaths when nodes were killed and back
     * @param events what is stored of the users of this phase
     */
    static Verdict of(
            Ledger ledger, Map<Code, List<Arrival>> taken, List<Death> deaths, Collection<StoredEvent> events) {
        Map<String, List<StoredEvent>> streams = events.stream().collect(groupingBy(StoredEvent::userId));
        Verdict sum = new Verdict(List.of(), List.of(), 0, 0);
        for (Map.Entry<String, Account> entry : ledger.accounts().entrySet()) {
            List<StoredEvent> stream = streams.getOrDefault(entry.getKey(), List.of());
            sum = sum.plus(ofAnswers(entry.getKey(), entry.getValue(), stream));
            for (StoredEvent event : stream) {
                if (isAdded(event, "MAIL")) {
                    Code code = new Code(
                            entry.getKey(), event.payload().path("codeId").asText());
                    sum = sum.plus(ofMail(code, stream, taken.getOrDefault(code, List.of()), deaths));
                }
            }
        }
        return sum;
    }

    private Verdict plus(Verdict other) {
        return new Verdict(
                both(lost, other.lost), both(doubled, other.doubled), again + other.again, mails + other.mails);
    }

    private static List<String> both(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static Verdict ofAnswers(String userId, Account account, List<StoredEvent> stream) {
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            if (stream.get(i).sequence() != i) {
                lost.add("%s: event %d is missing".formatted(userId, i + 1));
                break;
            }
        }
        for (Asked what : Asked.values()) {
            long there = new HashSet<>(account.answered(what))
                    .stream()
                            .filter(sequence ->
                                    sequence <= stream.size() && isAnswerTo(what, stream.get((int) (sequence - 1))))
                            .count();
            if (there < account.answered(what).size()) {
                lost.add("%s: of answers %s about %s only %d are stored"
                        .formatted(userId, account.answered(what), what, there));
            }
            long stored =
                    stream.stream().filter(event -> isAnswerTo(what, event)).count();
            if (stored > account.asked(what)) {
                doubled.add("%s: %d requests about %s stored %d events"
                        .formatted(userId, account.asked(what), what, stored));
            }
        }
        return new Verdict(lost, doubled, 0, 0);
    }

    private static boolean isAnswerTo(Asked what, StoredEvent event) {
        return switch (what) {
            case USER -> event.type().equals("user.human.added");
            case LINK -> isAdded(event, "RETURNED");
            case MAIL -> isAdded(event, "MAIL");
        };
    }

    private static Verdict ofMail(Code code, List<StoredEvent> stream, List<Arrival> arrivals, List<Death> deaths) {
        Instant sent = stream.stream()
                .filter(event -> event.type().equals(SENT) && isOf(code, event))
                .map(StoredEvent::time)
                .findFirst()
                .orElse(Instant.MAX);
        if (arrivals.isEmpty()) {
            String last = stream.stream()
                    .filter(event -> isOf(code, event))
                    .map(StoredEvent::type)
                    .reduce(ADDED, (earlier, later) -> later);
            return new Verdict(last.equals(FAILED) ? List.of() : List.of(code + ": never arrived"), List.of(), 0, 0);
        }
        List<String> doubled = new ArrayList<>();
        for (int i = 1; i < arrivals.size(); i++) {
            Arrival before = arrivals.get(i - 1);
            Arrival again = arrivals.get(i);
            if (deaths.stream().noneMatch(death -> death.explains(before, again, sent))) {
                doubled.add("%s: arrived at %s, again at %s, on record at %s".formatted(code, before, again, sent));
            }
        }
        List<String> lost = sent.equals(Instant.MAX) ? List.of(code + ": its arrival is not on record") : List.of();
        return new Verdict(lost, doubled, arrivals.size() - 1 - doubled.size(), 1);
    }

    private static boolean isAdded(StoredEvent event, String medium) {
        return event.type().equals(ADDED)
                && event.payload().path("medium").asText().equals(medium);
    }

    private static boolean isOf(Code code, StoredEvent event) {
        return event.payload().path("codeId").asText().equals(code.codeId());
    }
}
