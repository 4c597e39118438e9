package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.bench.Ledger.Account;
import dev.passlink.bench.Ledger.Asked;
import dev.passlink.bench.MailServer.Code;
import dev.passlink.bench.Soak.Death;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CODE = "user.human.passwordless.initialization.code.";
    private static final String ADDED = CODE + "added";
    private static final String SENT = CODE + "sent";
    private static final String FAILED = CODE + "delivery.failed";

    /** An event, as it is stored. */
    private record Stored(long sequence, String type, Instant time, JsonNode payload) {

        boolean isAdded(String medium) {
            return type.equals(ADDED) && payload.path("medium").asText().equals(medium);
        }

        boolean is(String what, String codeId) {
            return type.equals(what) && payload.path("codeId").asText().equals(codeId);
        }
    }

    /**
     * @param ledger what clients were told
     * @param taken  what the mail server took, and when
     * @param deaths when servers were killed and back
     * @param store  a connection to the tables
     */
    static Verdict of(Ledger ledger, Map<Code, List<Instant>> taken, List<Death> deaths, Connection store)
            throws SQLException {
        Map<String, List<Stored>> streams = streams(ledger.phase(), store);
        Verdict sum = new Verdict(List.of(), List.of(), 0, 0);
        for (Map.Entry<String, Account> entry : ledger.accounts().entrySet()) {
            List<Stored> stream = streams.getOrDefault(entry.getKey(), List.of());
            sum = sum.plus(ofAnswers(entry.getKey(), entry.getValue(), stream));
            for (Stored event : stream) {
                if (event.isAdded("MAIL")) {
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

    private static Verdict ofAnswers(String userId, Account account, List<Stored> stream) {
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

    private static boolean isAnswerTo(Asked what, Stored event) {
        return switch (what) {
            case USER -> event.type().equals("user.human.added");
            case LINK -> event.isAdded("RETURNED");
            case MAIL -> event.isAdded("MAIL");
        };
    }

    private static Verdict ofMail(Code code, List<Stored> stream, List<Instant> arrivals, List<Death> deaths) {
        Instant sent = stream.stream()
                .filter(event -> event.is(SENT, code.codeId()))
                .map(Stored::time)
                .findFirst()
                .orElse(Instant.MAX);
        if (arrivals.isEmpty()) {
            String last = stream.stream()
                    .filter(event -> event.is(event.type(), code.codeId()))
                    .map(Stored::type)
                    .reduce(ADDED, (earlier, later) -> later);
            return new Verdict(last.equals(FAILED) ? List.of() : List.of(code + ": never arrived"), List.of(), 0, 0);
        }
        List<String> doubled = new ArrayList<>();
        for (int i = 1; i < arrivals.size(); i++) {
            Instant before = arrivals.get(i - 1);
            Instant again = arrivals.get(i);
            if (deaths.stream().noneMatch(death -> death.explains(before, again, sent))) {
                doubled.add("%s: arrived at %s, again at %s, on record at %s".formatted(code, before, again, sent));
            }
        }
        List<String> lost = sent.equals(Instant.MAX) ? List.of(code + ": its arrival is not on record") : List.of();
        return new Verdict(lost, doubled, arrivals.size() - 1 - doubled.size(), 1);
    }

    private static Map<String, List<Stored>> streams(String phase, Connection store) throws SQLException {
        Map<String, List<Stored>> streams = new HashMap<>();
        try (PreparedStatement query = store.prepareStatement(
                "select aggregate_identifier, sequence_number, payload_type, time_stamp, payload from domain_event_entry"
                        + " where aggregate_identifier like ? order by aggregate_identifier, sequence_number")) {
            query.setString(1, phase + "-%");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    streams.computeIfAbsent(rows.getString(1), user -> new ArrayList<>())
                            .add(new Stored(
                                    rows.getLong(2),
                                    rows.getString(3),
                                    Instant.parse(rows.getString(4)),
                                    json(rows.getBytes(5))));
                }
            }
        }
        return streams;
    }

    private static JsonNode json(byte[] payload) {
        try {
            return JSON.readTree(new String(payload, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
