package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.ANN;
import static dev.passlink.api.EngineContract.MANAGER;
import static dev.passlink.api.EngineContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.StoreAccess;
import dev.passlink.domain.Caller;
import dev.passlink.domain.EventMetaData;
import dev.passlink.domain.Failure;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.projection.initcode.InitCodeView;
import java.nio.file.Path;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links are seen and taken back by their user, and by whoever runs the system (behaviour C11). */
class LinkOfficeTest {

    private static final Caller HERSELF = Caller.of("ann", "acme");
    private static final Caller NAMESAKE = Caller.of("ann", "globex");

    @TempDir
    Path folder;

    private final JdbcAccess store = JdbcAccess.h2Memory();
    private Passlink passlink;

    @BeforeEach
    void start() {
        passlink = Passlink.builder()
                .jdbc(store)
                .keyset(folder.resolve("keyset.json"))
                .build();
        addAnn();
    }

    @AfterEach
    void stop() {
        passlink.close();
    }

    @Test
    void usersListTheirOwnLinksPageByPage() {
        CodeId first = added();
        CodeId second = added();
        CodeId third = added();

        assertThat(mine(0, 2)).containsExactly(third, second);
        assertThat(mine(2, 2)).containsExactly(first);
        assertThat(mine(3, 2)).isEmpty();
        assertRefused(
                passlink.links().listMine(HERSELF, -1, 2), new Failure.RequestInvalid("offset must not be negative"));
        assertRefused(
                passlink.links().listMine(HERSELF, 0, 1001),
                new Failure.RequestInvalid("limit must be between 1 and 1000"));
    }

    @Test
    void usersTakeTheirOwnLinksBack() {
        CodeId first = added();
        CodeId second = added();

        ObjectDetails revoked = passlink.links().revokeMine(HERSELF, first).join();
        assertThat(passlink.links().listMine(HERSELF, 0, 10).join())
                .extracting(InitCodeView::codeId, InitCodeView::state)
                .containsExactly(tuple(second, CodeState.OPEN), tuple(first, CodeState.REVOKED));
        assertThat(passlink.links().listMine(HERSELF, 1, 1).join().get(0).details())
                .isEqualTo(revoked);

        assertThat(passlink.links().revokeAllMine(HERSELF).join())
                .isEqualTo(passlink.users().get(MANAGER, ANN).join().details());
        assertThat(passlink.links().listMine(HERSELF, 0, 10).join())
                .extracting(InitCodeView::state)
                .containsOnly(CodeState.REVOKED);
        assertThat(newestEvent().getMetaData())
                .containsEntry(EventMetaData.EDITOR, "ann")
                .containsEntry(EventMetaData.OPERATION, "RevokeLinks");
    }

    @Test
    void aNamesakeFromElsewhereIsSomebodyElse() {
        CodeId codeId = added();

        assertRefused(passlink.links().listMine(NAMESAKE, 0, 10), new Failure.UserNotFound());
        assertRefused(passlink.links().revokeMine(NAMESAKE, codeId), new Failure.UserNotFound());
        assertRefused(passlink.links().revokeAllMine(NAMESAKE), new Failure.UserNotFound());
        assertRefused(passlink.links().revokeMine(HERSELF, new CodeId("4711")), new Failure.CodeNotFound());
        assertThat(passlink.links().list(MANAGER, ANN).join())
                .extracting(InitCodeView::state)
                .containsExactly(CodeState.OPEN);
    }

    @Test
    void theOfficeShowsWhatTheReadModelShows() {
        added();
        added();
        passlink.links().in(ACME).revoke(MANAGER, ANN, added()).join();

        try (LinkOffice office = LinkOffice.open(StoreAccess.in(store))) {
            assertThat(office.list(ANN))
                    .hasSize(3)
                    .containsExactlyInAnyOrderElementsOf(
                            passlink.links().list(MANAGER, ANN).join())
                    .isSortedAccordingTo((one, other) -> Long.compare(
                            other.details().sequence(), one.details().sequence()));
        }
    }

    @Test
    void theOfficeTakesLinksBackBesideARunningNode() {
        CodeId first = added();
        CodeId second = added();
        CodeId third = added();
        try (LinkOffice office = LinkOffice.open(StoreAccess.in(store))) {
            assertThat(office.revoke(ANN, second).state()).isEqualTo(CodeState.REVOKED);
            assertThat(newestEvent()).satisfies(event -> {
                assertThat(event.getPayload()).isEqualTo(new PasswordlessInitCodeRevoked(ANN, second));
                assertThat(event.getMetaData())
                        .containsEntry(EventMetaData.EDITOR, "system:cli")
                        .containsEntry(EventMetaData.OPERATION, "RevokeLinks")
                        .containsEntry(ObjectDetails.RESOURCE_OWNER, "acme")
                        .containsKey(EventMetaData.CORRELATION_ID);
            });

            assertThat(office.revokeAll(ANN)).extracting(InitCodeView::codeId).containsExactly(third, first);
            assertThat(office.revokeAll(ANN)).isEmpty();
        }
        assertThat(passlink.links().list(MANAGER, ANN).join())
                .extracting(InitCodeView::state)
                .containsOnly(CodeState.REVOKED);
    }

    @Test
    void theOfficeKnowsTheLinksOfTheLatestLifeOnly() {
        CodeId earlier = added();
        passlink.users().remove(MANAGER, ANN).join();
        try (LinkOffice office = LinkOffice.open(StoreAccess.in(store))) {
            assertRejected(() -> office.list(ANN), new Failure.UserNotFound());
            assertRejected(() -> office.list(new UserId("nobody")), new Failure.UserNotFound());
            assertRejected(() -> office.revokeAll(ANN), new Failure.UserNotFound());

            addAnn();
            CodeId later = added();

            assertThat(office.list(ANN)).extracting(InitCodeView::codeId).containsExactly(later);
            assertRejected(() -> office.revoke(ANN, earlier), new Failure.CodeNotFound());
        }
    }

    private void addAnn() {
        Person person = Person.named("ann", "Ann", "Lee", new Email("ann@example.org", true));
        passlink.users().in(ACME).add(MANAGER, ANN, person).join();
    }

    private CodeId added() {
        return passlink.links().addMine(HERSELF).join().codeId();
    }

    private List<CodeId> mine(int offset, int limit) {
        return passlink.links().listMine(HERSELF, offset, limit).join().stream()
                .map(InitCodeView::codeId)
                .toList();
    }

    private DomainEventMessage<?> newestEvent() {
        List<? extends DomainEventMessage<?>> events =
                passlink.engine().events().readEvents(ANN.value(), 0).asStream().toList();
        return events.get(events.size() - 1);
    }

    private static void assertRejected(Runnable work, Failure failure) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.failure()).isEqualTo(failure));
    }
}
