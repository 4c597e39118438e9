package dev.passlink.projection;

import static dev.passlink.projection.initcode.InitCodeView.Standing.EXPIRED;
import static dev.passlink.projection.initcode.InitCodeView.Standing.OPEN;
import static dev.passlink.projection.initcode.InitCodeView.Standing.USED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;
import static org.axonframework.messaging.responsetypes.ResponseTypes.optionalInstanceOf;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.MailFailure;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryDropped;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeDeliveryRetried;
import dev.passlink.domain.user.event.PasswordlessInitCodeRevoked;
import dev.passlink.projection.initcode.InitCodeQuery;
import dev.passlink.projection.initcode.InitCodeTally;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.user.UserQuery;
import dev.passlink.projection.user.UserView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class QueryTest {

    private static final CodeId CODE = new CodeId("c1");

    private final Database database;
    private final QueryGateway queries;
    private final History history = History.of("u1");

    QueryTest(Database.Kind kind) {
        database = kind.empty();
        SimpleQueryBus bus =
                SimpleQueryBus.builder().transactionManager(database).build();
        for (ReadModel readModel : ReadModel.values()) {
            new AnnotationQueryHandlerAdapter<>(readModel.projection(1, database, Class::getSimpleName)).subscribe(bus);
        }
        queries = DefaultQueryGateway.builder().queryBus(bus).build();
    }

    @Test
    void aCodeIsFoundByItsIds() {
        history.added();
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new PasswordlessInitCodeCeremonyFailed(history.userId(), CODE));
        deliver(1);

        assertThat(code(history.userId(), CODE)).hasValueSatisfying(code -> {
            assertThat(code.userId()).isEqualTo(history.userId());
            assertThat(code.codeId()).isEqualTo(CODE);
            assertThat(code.maxAttempts()).isEqualTo(3);
            assertThat(code.failedCeremonies()).isEqualTo(1);
            assertThat(code.maxFailedCeremonies()).isEqualTo(10);
            assertThat(code.details().sequence()).isEqualTo(3);
        });
    }

    @Test
    void aCodeOfAnotherUserIsNotFound() {
        history.codeAdded(CODE, Medium.MAIL);
        deliver(1);

        assertThat(code(new UserId("u2"), CODE)).isEmpty();
    }

    @Test
    void theCodesOfAUserAreListedTheNewestFirst() {
        history.codeAdded(new CodeId("oldest"), Medium.MAIL);
        history.codeAdded(new CodeId("middle"), Medium.MAIL);
        history.codeAdded(new CodeId("newest"), Medium.MAIL);
        deliver(1);

        assertThat(codes(new InitCodeQuery.OfUser(history.userId())))
                .extracting(code -> code.codeId().value())
                .containsExactly("newest", "middle", "oldest");
        assertThat(codes(new InitCodeQuery.OfUser(history.userId(), 1, 1)))
                .extracting(code -> code.codeId().value())
                .containsExactly("middle");
    }

    @Test
    void anOpenCodeIsExpiredFromItsExpiryOn() {
        history.codeAdded(CODE, Medium.MAIL);
        deliver(1);

        InitCodeView code = code(history.userId(), CODE).orElseThrow();

        assertThat(code.standingAt(code.expiresAt().minusMillis(1))).isEqualTo(OPEN);
        assertThat(code.standingAt(code.expiresAt())).isEqualTo(EXPIRED);
    }

    @Test
    void aUsedCodeDoesNotExpire() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new PasswordlessInitCodeCheckSucceeded(history.userId(), CODE));
        deliver(1);

        InitCodeView code = code(history.userId(), CODE).orElseThrow();

        assertThat(code.standingAt(code.expiresAt().plusSeconds(1))).isEqualTo(USED);
    }

    @Test
    void mailsThatWereGivenUpAreListedTheLatestFirst() {
        givenUp("first");
        givenUp("second");
        history.codeAdded(new CodeId("due"), Medium.MAIL);
        givenUp("dropped");
        history.then(new PasswordlessInitCodeDeliveryDropped(history.userId(), new CodeId("dropped")));
        givenUp("retried");
        history.then(new PasswordlessInitCodeDeliveryRetried(history.userId(), new CodeId("retried")));
        deliver(1);

        assertThat(undelivered(null, null, 0, 10)).containsExactly("second", "first");
        assertThat(undelivered(null, null, 1, 1)).containsExactly("first");
        assertThat(code(history.userId(), new CodeId("first")).orElseThrow().mailFailure())
                .isEqualTo(new MailFailure("SMTP 550", Instant.parse("2026-03-29T00:59:59.123Z")));
    }

    @Test
    void mailsThatWereGivenUpAreListedByUserAndByOrganization() {
        history.ownedBy("org-2");
        givenUp("c");
        deliver(1);

        assertThat(undelivered(history.userId(), new ResourceOwner("org-2"), 0, 10))
                .containsExactly("c");
        assertThat(undelivered(new UserId("u2"), null, 0, 10)).isEmpty();
        assertThat(undelivered(null, new ResourceOwner("org-1"), 0, 10)).isEmpty();
    }

    @Test
    void aMailOfAForgottenCodeIsNotListed() {
        givenUp("expired");
        givenUp("revoked");
        history.then(new PasswordlessInitCodeRevoked(history.userId(), new CodeId("revoked")));
        deliver(1);
        Instant revoked =
                code(history.userId(), new CodeId("revoked")).orElseThrow().closedAt();
        Instant expired =
                code(history.userId(), new CodeId("expired")).orElseThrow().expiresAt();

        assertThat(undeliveredAt(revoked.plus(Duration.ofDays(30)).minusMillis(1)))
                .containsExactly("revoked", "expired");
        assertThat(undeliveredAt(revoked.plus(Duration.ofDays(30)))).containsExactly("expired");
        assertThat(undeliveredAt(expired.plus(Duration.ofDays(30)).minusMillis(1)))
                .containsExactly("expired");
        assertThat(undeliveredAt(expired.plus(Duration.ofDays(30)))).isEmpty();
    }

    @Test
    void aMailOfAClosedCodeThatAHundredLaterClosedCodesPushedOutIsNotListed() {
        givenUp("c");
        revoke("c");
        for (int i = 0; i < 99; i++) {
            addedAndRevoked("later-" + i);
        }
        history.codeAdded(new CodeId("open"), Medium.RETURNED);
        deliver(1);
        assertThat(undelivered(null, null, 0, 10)).containsExactly("c");

        revoke("open");
        deliver(1);
        assertThat(undelivered(null, null, 0, 10)).isEmpty();
    }

    @Test
    void aMailOfAnOpenCodeIsListedHoweverManyCodesWereClosedLater() {
        givenUp("c");
        for (int i = 0; i < 100; i++) {
            addedAndRevoked("later-" + i);
        }
        deliver(1);
        Instant expiry = code(history.userId(), new CodeId("c")).orElseThrow().expiresAt();

        assertThat(undeliveredAt(expiry.minusMillis(1))).containsExactly("c");
        assertThat(undeliveredAt(expiry)).isEmpty();
    }

    private void addedAndRevoked(String codeId) {
        history.codeAdded(new CodeId(codeId), Medium.RETURNED);
        revoke(codeId);
    }

    private void revoke(String codeId) {
        history.then(new PasswordlessInitCodeRevoked(history.userId(), new CodeId(codeId)));
    }

    private void givenUp(String codeId) {
        history.codeAdded(new CodeId(codeId), Medium.MAIL);
        history.then(new PasswordlessInitCodeDeliveryFailed(history.userId(), new CodeId(codeId), "SMTP 550"));
    }

    private List<String> undeliveredAt(Instant now) {
        return undelivered(new InitCodeQuery.Undelivered(null, null, now, 0, 10));
    }

    private List<String> undelivered(
            @Nullable UserId userId, @Nullable ResourceOwner organization, int offset, int limit) {
        return undelivered(
                new InitCodeQuery.Undelivered(userId, organization, History.BEGINNING.plusSeconds(60), offset, limit));
    }

    private List<String> undelivered(InitCodeQuery.Undelivered query) {
        return queries.query(query, multipleInstancesOf(InitCodeView.class)).join().stream()
                .map(code -> code.codeId().value())
                .toList();
    }

    @Test
    void codesAreCountedByStateUntilADayAfterTheirExpiry() {
        history.codeAdded(CODE, Medium.MAIL);
        history.codeAdded(new CodeId("c2"), Medium.MAIL);
        history.then(new PasswordlessInitCodeCheckSucceeded(history.userId(), new CodeId("c2")));
        deliver(1);
        Instant first = code(history.userId(), CODE).orElseThrow().expiresAt();
        Instant last = code(history.userId(), new CodeId("c2")).orElseThrow().expiresAt();

        assertThat(tally(first.minusMillis(1))).isEqualTo(new InitCodeTally(1, 0, 1, 0, 0));
        assertThat(tally(first)).isEqualTo(new InitCodeTally(0, 1, 1, 0, 0));
        assertThat(tally(last.plus(Duration.ofDays(1)))).isEqualTo(new InitCodeTally(0, 0, 0, 0, 0));
    }

    @Test
    void aUserIsFoundById() {
        history.added();
        deliver(1);

        assertThat(user(history.userId()).map(UserView::person)).contains(History.ada());
        assertThat(user(new UserId("u2"))).isEmpty();
    }

    @Test
    void queriesSeeTheActiveGenerationOnly() {
        history.added();
        history.codeAdded(CODE, Medium.MAIL);
        deliver(2);
        assertThat(user(history.userId())).isEmpty();
        assertThat(code(history.userId(), CODE)).isEmpty();

        database.executeInTransaction(() -> database.execute("update passlink_projection set active_generation = 2"));

        assertThat(user(history.userId())).isPresent();
        assertThat(code(history.userId(), CODE)).isPresent();
        assertThat(database.<Integer>fetchInTransaction(
                        () -> ReadModel.USERS.activeGeneration(database.getEntityManager())))
                .isEqualTo(2);
    }

    @Test
    void aListWithoutBoundsIsRefused() {
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> new InitCodeQuery.OfUser(history.userId(), 0, 1001));
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> new InitCodeQuery.OfUser(history.userId(), -1, 1));
    }

    private void deliver(int generation) {
        for (ReadModel readModel : ReadModel.values()) {
            new Delivery(database, readModel.projection(generation, database, Class::getSimpleName))
                    .batch(history.messages());
        }
    }

    private Optional<InitCodeView> code(UserId userId, CodeId codeId) {
        return queries.query(new InitCodeQuery.One(userId, codeId), optionalInstanceOf(InitCodeView.class))
                .join();
    }

    private List<InitCodeView> codes(InitCodeQuery.OfUser query) {
        return queries.query(query, multipleInstancesOf(InitCodeView.class)).join();
    }

    private InitCodeTally tally(Instant now) {
        return queries.query(new InitCodeQuery.Recent(now), InitCodeTally.class).join();
    }

    private Optional<UserView> user(UserId userId) {
        return queries.query(new UserQuery.One(userId), optionalInstanceOf(UserView.class))
                .join();
    }
}
