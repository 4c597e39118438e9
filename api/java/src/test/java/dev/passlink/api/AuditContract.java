package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.api.mail.EventClock;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserPersonalDataErased;
import dev.passlink.projection.audit.AuditEntry;
import dev.passlink.projection.audit.AuditFilter;
import dev.passlink.projection.audit.AuditTotals;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has happened, and how users were, on a clock that stands still unless it is moved. */
abstract class AuditContract {

    private static final Instant BEGINNING = Instant.parse("2026-03-29T00:59:58Z");
    private static final ResourceOwner GLOBEX = new ResourceOwner("globex");
    private static final UserId BOB = new UserId("bob");
    private static final AuditFilter ALL = AuditFilter.ALL;

    private static final Caller OWNER = Caller.of("owner", "acme", Grant.in(ACME, "ORG_OWNER"));
    private static final Caller AUDITOR = Caller.of("auditor", "acme", Grant.in(ACME, "AUDITOR"));
    private static final Caller AUDITOR_OF_ALL = Caller.of("auditor", "acme", Grant.everywhere("AUDITOR"));
    private static final Caller AUDITOR_ELSEWHERE = Caller.of("auditor", "globex", Grant.in(GLOBEX, "AUDITOR"));
    private static final Caller USER_MANAGER = Caller.of("helper", "acme", Grant.in(ACME, "ORG_USER_MANAGER"));

    @TempDir
    Path folder;

    private final EventClock clock = EventClock.standingAt(BEGINNING.toString());
    private JdbcAccess store;
    private Passlink passlink;

    /** A new and empty database. */
    abstract JdbcAccess newStore();

    @BeforeEach
    void start() {
        store = newStore();
        passlink = node();
        add(ANN, ACME);
    }

    private Passlink node() {
        return Passlink.builder()
                .jdbc(store)
                .keyset(folder.resolve("keyset.json"))
                .consistencyWait(Duration.ofSeconds(30))
                .build();
    }

    @AfterEach
    void stop() {
        passlink.close();
        clock.close();
    }

    @Test
    void whoHoldsThePermissionInAnOrganizationSeesWhatHappenedInIt() {
        add(BOB, GLOBEX);

        assertThat(shown(AUDITOR)).containsExactly("ann 1");
        assertThat(shown(OWNER)).containsExactly("ann 1");
        assertThat(shown(AUDITOR_ELSEWHERE)).containsExactly("bob 1");
        assertThat(shown(AUDITOR_OF_ALL)).containsExactly("ann 1", "bob 1");
        assertThat(passlink.audit().in(GLOBEX).history(AUDITOR_OF_ALL, ALL)).hasSize(1);
        assertThat(passlink.audit().totals(AUDITOR, ALL).join().events()).isEqualTo(1);
        assertThat(passlink.audit().totals(AUDITOR_OF_ALL, ALL).join().events()).isEqualTo(2);
    }

    @Test
    void whoDoesNotHoldThePermissionSeesNothing() {
        for (Caller caller : List.of(USER_MANAGER, Caller.of("ann", "acme"))) {
            assertThatExceptionOfType(Rejected.class)
                    .isThrownBy(() -> passlink.audit().history(caller, ALL))
                    .satisfies(refused -> assertThat(refused.failure()).isEqualTo(new Failure.PermissionDenied()));
            assertRefused(passlink.audit().page(caller, ALL, null, 10), new Failure.PermissionDenied());
            assertRefused(passlink.audit().totals(caller, ALL), new Failure.PermissionDenied());
            assertRefused(passlink.audit().asOf(caller, ANN, 1), new Failure.PermissionDenied());
        }
        assertRefused(passlink.audit().in(GLOBEX).page(AUDITOR, ALL, null, 10), new Failure.PermissionDenied());
    }

    @Test
    void aFilterForAnOrganizationOpensNoDoor() {
        add(BOB, GLOBEX);

        assertRefused(passlink.audit().page(AUDITOR, ALL.in(GLOBEX), null, 10), new Failure.PermissionDenied());
        assertThat(passlink.audit().history(AUDITOR, ALL.in(ACME))).hasSize(1);
        assertThat(passlink.audit().history(AUDITOR_OF_ALL, ALL.in(GLOBEX))).hasSize(1);
        assertRefused(
                passlink.audit().in(ACME).page(AUDITOR_OF_ALL, ALL.in(GLOBEX), null, 10),
                new Failure.RequestInvalid("the filter is for another organization than the request"));
    }

    @Test
    void aUserAddedAgainElsewhereBelongsToEachInItsTime() {
        passlink.users().remove(MANAGER, ANN).join();
        EngineContract.await(() -> shown(AUDITOR).contains("ann 3")); // that the data is erased, which comes by itself
        add(ANN, GLOBEX);

        assertThat(shown(AUDITOR)).containsExactly("ann 1", "ann 2", "ann 3");
        assertThat(shown(AUDITOR_ELSEWHERE)).containsExactly("ann 4");
        assertThat(passlink.audit().asOf(AUDITOR, ANN, 1).join().isThere()).isTrue();
        assertThat(passlink.audit().asOf(AUDITOR, ANN, 3).join().isThere()).isFalse();
        assertRefused(passlink.audit().asOf(AUDITOR, ANN, 4), new Failure.UserNotFound());
        assertRefused(passlink.audit().asOf(AUDITOR_ELSEWHERE, ANN, 3), new Failure.UserNotFound());
        assertThat(passlink.audit().asOf(AUDITOR_ELSEWHERE, ANN, 4).join().owner())
                .isEqualTo(GLOBEX);
    }

    @Test
    void aHistoryIsReadPageByPageWhileItGrows() {
        for (int i = 0; i < 4; i++) {
            changeEmail(i);
        }
        List<AuditEntry> seen = new ArrayList<>();
        AuditPage page = passlink.audit().page(AUDITOR, ALL, null, 2).join();
        seen.addAll(page.entries());
        changeEmail(4);
        while (page.next() != null) {
            page = passlink.audit().page(AUDITOR, ALL, page.next(), 2).join();
            seen.addAll(page.entries());
        }

        assertThat(seen).extracting(AuditEntry::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(passlink.audit().history(AUDITOR, ALL)).isEqualTo(seen);
    }

    @Test
    void aHistoryIsLongerThanAPage() {
        for (int i = 0; i < 1_001; i++) {
            changeEmail(i);
        }

        assertThat(passlink.audit().history(AUDITOR, ALL).map(AuditEntry::sequence))
                .hasSize(1_002)
                .doesNotHaveDuplicates();
        AuditTotals totals = passlink.audit().totals(AUDITOR, ALL).join();
        assertThat(totals.events()).isEqualTo(1_002);
        assertThat(totals.types())
                .containsExactly(
                        new AuditTotals.Count("user.human.email.changed", 1_001),
                        new AuditTotals.Count("user.human.added", 1));
        assertThat(totals.days()).containsExactly(new AuditTotals.Count("2026-03-29", 1_002));
    }

    @Test
    void aPageIsRefusedThatCannotBe() {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> Answers.of(passlink.audit().page(AUDITOR, ALL, null, 1001)));
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> Answers.of(passlink.audit().page(AUDITOR, ALL, -2L, 10)));
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> Answers.of(passlink.audit().asOf(AUDITOR, ANN, 0)));
    }

    @Test
    void anEventCountsFromItsOwnMillisecondOn() {
        clock.advance(Duration.ofMillis(5));
        passlink.users().lock(MANAGER, ANN).join();
        Instant locked = BEGINNING.plusMillis(5);

        assertThat(stateAt(locked.minusMillis(1))).isEqualTo(UserState.ACTIVE);
        assertThat(stateAt(locked.minusNanos(1))).isEqualTo(UserState.ACTIVE);
        assertThat(stateAt(locked)).isEqualTo(UserState.LOCKED);
        assertThat(passlink.audit().asOf(AUDITOR, ANN, locked).join().sequence())
                .isEqualTo(2);
    }

    @Test
    void thereIsNobodyBeforeTheFirstEvent() {
        assertRefused(passlink.audit().asOf(AUDITOR, ANN, BEGINNING.minusMillis(1)), new Failure.UserNotFound());
        assertRefused(passlink.audit().asOf(AUDITOR, BOB, BEGINNING), new Failure.UserNotFound());
        assertThat(passlink.audit().asOf(AUDITOR, ANN, BEGINNING).join().isThere())
                .isTrue();
        assertThat(passlink.audit().asOf(AUDITOR, ANN, 1).join().sequence()).isEqualTo(1);
    }

    @Test
    void aRemovedUserIsGoneWithItsCodesAndOneAddedAgainInheritsNothing() {
        passlink.links().add(MANAGER, ANN).join();
        clock.advance(Duration.ofSeconds(1));
        passlink.users().remove(MANAGER, ANN).join();
        clock.advance(Duration.ofSeconds(1));
        add(ANN, ACME);

        assertThat(passlink.audit().asOf(AUDITOR, ANN, BEGINNING).join().codes())
                .singleElement()
                .extracting(InitCodeView::state)
                .isEqualTo(CodeState.OPEN);
        UserAsOf removed =
                passlink.audit().asOf(AUDITOR, ANN, BEGINNING.plusSeconds(1)).join();
        assertThat(removed.isThere()).isFalse();
        assertThat(removed.codes()).isEmpty();
        assertThat(removed.owner()).isEqualTo(ACME);
        UserAsOf again =
                passlink.audit().asOf(AUDITOR, ANN, BEGINNING.plusSeconds(2)).join();
        assertThat(again.codes()).isEmpty();
        assertThat(again.user()).isEqualTo(passlink.users().get(MANAGER, ANN).join());
    }

    /** What is put on record of an earlier life comes when it comes, and is that organization's business only. */
    @Test
    void whoMovedToAnotherOrganizationIsNotShownToTheFormerOne() {
        passlink.users().remove(MANAGER, ANN).join();
        add(ANN, GLOBEX);
        EngineContract.await(() -> passlink.engine()
                .events()
                .readEvents(ANN.value(), 0)
                .asStream()
                .anyMatch(event -> event.getPayload() instanceof UserPersonalDataErased));

        assertRefused(passlink.audit().asOf(AUDITOR, ANN, BEGINNING), new Failure.UserNotFound());
        assertThat(passlink.audit().asOf(MANAGER, ANN, BEGINNING).join().owner())
                .isEqualTo(GLOBEX);
    }

    @Test
    void aClockThatWasSetBackHidesNothingThatCameBefore() {
        clock.advance(Duration.ofSeconds(10));
        passlink.users().lock(MANAGER, ANN).join();
        clock.advance(Duration.ofSeconds(-5));
        passlink.users().deactivate(MANAGER, ANN).join();

        // the third event is stamped before the second: the longest prefix that is not after it ends before the second
        assertThat(passlink.audit()
                        .asOf(AUDITOR, ANN, BEGINNING.plusSeconds(7))
                        .join()
                        .sequence())
                .isEqualTo(1);
        assertThat(passlink.audit()
                        .asOf(AUDITOR, ANN, BEGINNING.plusSeconds(10))
                        .join()
                        .sequence())
                .isEqualTo(3);
    }

    @Test
    void theOfficeSeesAllBesideARunningNode() {
        add(BOB, GLOBEX);
        clock.advance(Duration.ofSeconds(1));
        passlink.users().lock(MANAGER, BOB).join();
        try (AuditOffice office = AuditOffice.open(StoreAccess.in(store), folder.resolve("personal-keyset.json"))) {
            assertThat(office.behind(Duration.ofSeconds(30))).isZero();
            assertThat(office.history(ALL)).hasSize(3);
            assertThat(office.history(ALL.in(GLOBEX))).hasSize(2);
            assertThat(office.totals(ALL).users()).isEqualTo(2);
            assertThat(office.asOf(BOB, 1).orElseThrow().user().state()).isEqualTo(UserState.ACTIVE);
            assertThat(office.asOf(new UserId("carol"), 1)).isEmpty();
            assertThat(office.asOf(ALL, BEGINNING.plusSeconds(1)))
                    .extracting(then -> then.userId() + " " + then.user().state())
                    .containsExactly("ann ACTIVE", "bob LOCKED");
            assertThat(office.asOf(ALL.in(GLOBEX), BEGINNING))
                    .extracting(then -> then.userId() + " " + then.user().state())
                    .containsExactly("bob ACTIVE");
            assertThat(office.asOf(ALL, BEGINNING.minusMillis(1))).isEmpty();
        }
        assertThat(passlink.isReady()).isTrue();
    }

    @Test
    void theOfficeKnowsHowMuchTheTrailLacksWhenNobodyServes() throws SQLException {
        assertThat(shown(AUDITOR)).isNotEmpty(); // the trail has seen it
        passlink.close();
        try (AuditOffice office = AuditOffice.open(StoreAccess.in(store), folder.resolve("personal-keyset.json"))) {
            assertThat(office.behind(Duration.ZERO)).isZero();
        }
        Sql.execute(store, "delete from token_entry where processor_name = 'audit-trail@1'");
        try (AuditOffice office = AuditOffice.open(StoreAccess.in(store), folder.resolve("personal-keyset.json"))) {
            assertThat(office.behind(Duration.ZERO)).isPositive();
            assertThat(office.asOf(ANN, 1)).isPresent(); // that is read from the events
        }
        passlink = node();
    }

    private void add(UserId userId, ResourceOwner organization) {
        Person person = Person.named(userId.value(), "First", "Last", new Email("user@example.org", true));
        passlink.users().in(organization).add(MANAGER, userId, person).join();
    }

    private void changeEmail(int number) {
        passlink.users()
                .changeEmail(MANAGER, ANN, new Email("ann" + number + "@example.org", true))
                .join();
    }

    private UserState stateAt(Instant time) {
        return passlink.audit().asOf(AUDITOR, ANN, time).join().user().state();
    }

    private List<String> shown(Caller caller) {
        return passlink.audit()
                .history(caller, ALL)
                .map(entry -> entry.userId() + " " + entry.sequence())
                .toList();
    }
}
