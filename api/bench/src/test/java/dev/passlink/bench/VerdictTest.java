package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.bench.Ledger.Asked;
import dev.passlink.bench.MailServer.Arrival;
import dev.passlink.bench.MailServer.Code;
import dev.passlink.bench.Nodes.Death;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is found out, and what is not held against anybody. */
class VerdictTest {

    private static final String USER = "phase-1";
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Death OF_THE_FIRST = new Death("node-1", second(1), second(9));

    private final Ledger ledger = new Ledger("phase");
    private final List<StoredEvent> events = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();

    VerdictTest() { // one user, one mail, all as it should be
        for (Asked what : List.of(Asked.USER, Asked.MAIL)) {
            ledger.asked(USER, what);
        }
        ledger.answered(USER, Asked.USER, 1, Duration.ZERO);
        ledger.answered(USER, Asked.MAIL, 2, Duration.ZERO);
        store("user.human.added", "{}");
        store("user.human.passwordless.initialization.code.added", "{\"codeId\":\"7\",\"medium\":\"MAIL\"}");
        store("user.human.passwordless.initialization.code.sent", "{\"codeId\":\"7\"}");
        arrivals.add(new Arrival(second(2), "node-1"));
    }

    @Test
    void nothingIsFoundWhereAllIsWell() {
        assertThat(verdict()).isEqualTo(new Verdict(List.of(), List.of(), 0, 1));
    }

    @Test
    void anAnswerWhoseEventIsNotStoredIsLost() {
        ledger.asked(USER, Asked.LINK);
        ledger.answered(USER, Asked.LINK, 4, Duration.ZERO);
        assertThat(verdict().lost()).singleElement().asString().contains("about LINK only 0 are stored");
    }

    @Test
    void aGapInASequenceIsLost() {
        events.add(StoredEvent.of(USER, 4, "user.human.deactivated", NOON, "{}".getBytes(UTF_8)));
        assertThat(verdict().lost()).containsExactly(USER + ": event 4 is missing");
    }

    @Test
    void oneEventMoreThanWasAskedForIsDoubled() {
        store("user.human.passwordless.initialization.code.added", "{\"codeId\":\"8\",\"medium\":\"RETURNED\"}");
        assertThat(verdict().doubled()).containsExactly(USER + ": 0 requests about LINK stored 1 events");
    }

    @Test
    void aMailThatNeverArrivedIsLost() {
        arrivals.clear();
        assertThat(verdict().lost()).singleElement().asString().endsWith("never arrived");
    }

    @Test
    void aMailWhoseArrivalIsNotOnRecordIsLost() {
        events.remove(2);
        assertThat(verdict().lost()).singleElement().asString().endsWith("its arrival is not on record");
    }

    @Test
    void aSecondMailIsDoubledIfNobodyWasKilled() {
        arrivals.add(new Arrival(second(3), "node-2"));
        assertThat(verdict().doubled()).hasSize(1);
    }

    @Test
    void aSecondMailIsNoneIfWhoSentTheFirstWasKilled() {
        arrivals.add(new Arrival(second(3), "node-2"));
        assertThat(verdict(OF_THE_FIRST)).isEqualTo(new Verdict(List.of(), List.of(), 1, 1));
    }

    @Test
    void aSecondMailIsDoubledIfSomebodyElseWasKilled() {
        arrivals.set(0, new Arrival(second(2), "node-2"));
        arrivals.add(new Arrival(second(3), "node-1"));
        assertThat(verdict(OF_THE_FIRST).doubled()).hasSize(1);
    }

    @Test
    void aSecondMailIsDoubledIfTheFirstWasOnRecordBeforeTheKill() {
        arrivals.add(new Arrival(second(3), "node-2"));
        events.set(2, StoredEvent.of(USER, 2, events.get(2).type(), NOON, "{\"codeId\":\"7\"}".getBytes(UTF_8)));
        assertThat(verdict(OF_THE_FIRST).doubled()).hasSize(1);
    }

    private Verdict verdict(Death... deaths) {
        return Verdict.of(ledger, Map.of(new Code(USER, "7"), arrivals), List.of(deaths), events);
    }

    private void store(String type, String payload) {
        events.add(StoredEvent.of(USER, events.size(), type, second(4), payload.getBytes(UTF_8)));
    }

    private static Instant second(int number) {
        return NOON.plusSeconds(number);
    }
}
