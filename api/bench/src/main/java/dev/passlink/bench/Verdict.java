package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.passlink.bench.Ledger.Account;
import dev.passlink.bench.Ledger.Asked;
import dev.passlink.bench.MailServer.Code;
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
import java.util.function.Predicate;

/**
 * What the store and the mail server know, held against what clients were told.
 *
 * @param lost    answers whose event is missing or is another one, gaps in streams, and mails that neither arrived nor
 *     were given up on record, or whose arrival is not on record
 * @param doubled events of which more were stored than asked for, and mails that arrived again without a reason
 * @param again   mails that arrived again because they were on their way when a node was killed (behaviour M3)
 * @param mails   mails that arrived, each counted once
 */
record Verdict(int lost, int doubled, int again, int mails) {

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
     * @param returns when a node that was killed was back
     * @param store  a connection to the tables
     */
    static Verdict of(Ledger ledger, Map<Code, List<Instant>> taken, List<Instant> returns, Connection store)
            throws SQLException {
        Map<String, List<Stored>> streams = streams(ledger.phase(), store);
        Verdict sum = new Verdict(0, 0, 0, 0);
        for (Map.Entry<String, Account> entry : ledger.accounts().entrySet()) {
            List<Stored> stream = streams.getOrDefault(entry.getKey(), List.of());
            sum = sum.plus(ofAnswers(entry.getValue(), stream));
            for (Stored event : stream) {
                if (event.isAdded("MAIL")) {
                    Code code = new Code(
                            entry.getKey(), event.payload().path("codeId").asText());
                    sum = sum.plus(ofMail(code, stream, taken.getOrDefault(code, List.of()), returns));
                }
            }
        }
        return sum;
    }

    private Verdict plus(Verdict other) {
        return new Verdict(lost + other.lost, doubled + other.doubled, again + other.again, mails + other.mails);
    }

    private static Verdict ofAnswers(Account account, List<Stored> stream) {
        int lost = 0;
        for (int i = 0; i < stream.size(); i++) {
            lost += stream.get(i).sequence() == i ? 0 : 1;
        }
        lost += missing(
                account.answered(Asked.USER), stream, event -> event.type().equals("user.human.added"));
        lost += missing(account.answered(Asked.LINK), stream, event -> event.isAdded("RETURNED"));
        lost += missing(account.answered(Asked.MAIL), stream, event -> event.isAdded("MAIL"));
        int doubled = surplus(account.asked(Asked.LINK), stream, event -> event.isAdded("RETURNED"))
                + surplus(account.asked(Asked.MAIL), stream, event -> event.isAdded("MAIL"));
        return new Verdict(lost, doubled, 0, 0);
    }

    private static int missing(List<Long> answered, List<Stored> stream, Predicate<Stored> wanted) {
        long there = new HashSet<>(answered)
                .stream()
                        .filter(sequence -> sequence <= stream.size() && wanted.test(stream.get((int) (sequence - 1))))
                        .count();
        return (int) (answered.size() - there);
    }

    private static int surplus(int asked, List<Stored> stream, Predicate<Stored> wanted) {
        return Math.max(0, (int) stream.stream().filter(wanted).count() - asked);
    }

    private static Verdict ofMail(Code code, List<Stored> stream, List<Instant> arrivals, List<Instant> returns) {
        boolean givenUp = stream.stream().anyMatch(event -> event.is(FAILED, code.codeId()));
        Instant sent = stream.stream()
                .filter(event -> event.is(SENT, code.codeId()))
                .map(Stored::time)
                .findFirst()
                .orElse(Instant.MAX);
        if (arrivals.isEmpty()) {
            return new Verdict(givenUp ? 0 : 1, 0, 0, 0);
        }
        int again = 0;
        for (int i = 1; i < arrivals.size(); i++) {
            Instant before = arrivals.get(i - 1);
            again += returns.stream().anyMatch(back -> !back.isBefore(before) && !back.isAfter(sent)) ? 1 : 0;
        }
        return new Verdict(sent.equals(Instant.MAX) ? 1 : 0, arrivals.size() - 1 - again, again, 1);
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
