package dev.passlink.projection.initcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeState;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.MailState;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UrlTemplate;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.InitCodeEvent;
import dev.passlink.domain.user.event.PasswordlessInitCodeAdded;
import dev.passlink.domain.user.event.PasswordlessInitCodeCeremonyFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckFailed;
import dev.passlink.domain.user.event.PasswordlessInitCodeCheckSucceeded;
import dev.passlink.domain.user.event.PasswordlessInitCodeSent;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.RandomHistories;
import dev.passlink.projection.ReadModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class InitCodeProjectionTest {

    private static final CodeId CODE = new CodeId("c1");

    private final Database database;
    private final Delivery delivery;
    private final History history = History.of("u1");

    InitCodeProjectionTest(Database.Kind kind) {
        database = kind.empty();
        delivery = new Delivery(database, ReadModel.INIT_CODES.projection(1, database, Class::getSimpleName));
    }

    @Test
    void theRowsAreTheFoldOfTheEventsWhateverTheBatches() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            String prefix = "seed-" + seed + "-";
            List<DomainEventMessage<?>> events = new RandomHistories(seed, prefix).events(400);
            int from = 0;
            while (from < events.size()) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(60));
                delivery.batch(events.subList(from, to));
                from = random.nextInt(4) == 0 ? random.nextInt(to) : to; // sometimes the token falls back
            }

            assertThat(rows(prefix)).as("seed %d", seed).isEqualTo(fold(events)).isNotEmpty();
        }
    }

    @Test
    void theRowsAreTheSameOneByOneAsInOneBatch() {
        List<DomainEventMessage<?>> events = new RandomHistories(6, "").events(300);

        delivery.oneByOne(events);

        assertThat(rows("")).isEqualTo(fold(events)).isNotEmpty();
    }

    @Test
    void aBatchThatIsDeliveredAgainChangesNothing() {
        history.added();
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new PasswordlessInitCodeCheckFailed(history.userId(), CODE));
        delivery.batch(history.messages());
        Map<InitCodeRow.Key, InitCode> before = rows("");
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());

        assertThat(rows("")).isEqualTo(before);
        assertThat(statistics.getEntityUpdateCount() + statistics.getEntityInsertCount())
                .isZero();
    }

    @Test
    void aUsedCodeIsNotRevivedByALateSent() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new PasswordlessInitCodeCheckSucceeded(history.userId(), CODE));
        delivery.batch(history.messages());

        delivery.batch(List.of(history.then(new PasswordlessInitCodeSent(history.userId(), CODE))));

        InitCode code = row();
        assertThat(code.state()).isEqualTo(CodeState.USED);
        assertThat(code.mail()).isEqualTo(MailState.SENT);
        assertThat(code.details().sequence()).isEqualTo(3);
    }

    @Test
    void theCodesOfARemovedUserAreGone() {
        History other = History.of("u2");
        history.codeAdded(CODE, Medium.MAIL);
        history.codeAdded(new CodeId("c2"), Medium.RETURNED);
        other.codeAdded(CODE, Medium.MAIL);
        delivery.batch(history.messages());
        delivery.batch(other.messages());

        delivery.batch(List.of(history.then(new UserRemoved(history.userId(), null))));

        assertThat(rows("")).containsOnlyKeys(new InitCodeRow.Key(1, "u2", CODE.value()));
    }

    @Test
    void aUserAddedAgainElsewhereHasOnlyItsNewCodes() {
        history.ownedBy("org-1").codeAdded(CODE, Medium.MAIL);
        history.codeAdded(new CodeId("c2"), Medium.MAIL);
        delivery.batch(history.messages());
        int before = history.messages().size();
        history.then(new UserRemoved(history.userId(), null));
        history.ownedBy("org-2").added();
        history.codeAdded(CODE, Medium.RETURNED);

        delivery.batch(history.messages().subList(before, history.messages().size()));

        assertThat(rows("")).hasSize(1);
        assertThat(row().details().resourceOwner().value()).isEqualTo("org-2");
        assertThat(row().mail()).isEqualTo(MailState.NONE);
    }

    @Test
    void aCodeWithALinkOfItsOwnComesBackAsItWas() {
        UrlTemplate astral = new UrlTemplate("\uD83D\uDD11".repeat(200)); // 200 code points, 400 UTF-16 units
        history.then(new PasswordlessInitCodeAdded(
                history.userId(),
                CODE,
                new CodeSeed("0".repeat(32), 1),
                12,
                Duration.ofHours(1),
                3,
                10,
                Medium.RETURNED,
                null,
                astral));
        history.then(new PasswordlessInitCodeCeremonyFailed(history.userId(), CODE));

        delivery.batch(history.messages());

        assertThat(row().urlTemplate()).isEqualTo(astral);
        assertThat(row().failedCeremonies()).isEqualTo(1);
        assertThat(row()).isEqualTo(fold(history.messages()).get(new InitCodeRow.Key(1, "u1", CODE.value())));
    }

    @Test
    void aCodeThatCameAndWentWithinABatchLeavesNoRow() {
        history.codeAdded(CODE, Medium.MAIL);
        history.then(new UserRemoved(history.userId(), null));
        Statistics statistics = database.statistics();

        delivery.batch(history.messages());

        assertThat(rows("")).isEmpty();
        assertThat(statistics.getEntityInsertCount()).isZero();
    }

    @Test
    void aBatchCostsOneSelectAndOneWrite() {
        List<CodeId> codes = IntStream.range(0, 50)
                .mapToObj(number -> new CodeId("c" + number))
                .toList();
        codes.forEach(code -> history.codeAdded(code, Medium.MAIL));
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityInsertCount()).isEqualTo(50);

        int before = history.messages().size();
        codes.forEach(code -> history.then(new PasswordlessInitCodeSent(history.userId(), code)));
        codes.forEach(code -> history.then(new PasswordlessInitCodeCheckFailed(history.userId(), code)));
        statistics.clear();

        delivery.batch(history.messages().subList(before, history.messages().size()));
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityUpdateCount()).isEqualTo(50);
    }

    @Test
    void eventsThatChangeNoCodeCostNoStatement() {
        history.added();
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());

        assertThat(statistics.getPrepareStatementCount()).isZero();
    }

    @Test
    void anEventIsFoldedWithoutAUnitOfWork() {
        delivery.bare(history.codeAdded(CODE, Medium.MAIL));
        delivery.bare(history.then(new PasswordlessInitCodeCheckFailed(history.userId(), CODE)));

        assertThat(row().failedChecks()).isEqualTo(1);
    }

    @Test
    void eventsAreFoldedInAUnitOfWorkThatKnowsNothingOfBatches() {
        DomainEventMessage<?> first = history.codeAdded(CODE, Medium.MAIL);
        DomainEventMessage<?> second = history.then(new PasswordlessInitCodeCheckFailed(history.userId(), CODE));

        DefaultUnitOfWork<DomainEventMessage<?>> unitOfWork = new DefaultUnitOfWork<>(first);
        unitOfWork.attachTransaction(database);
        unitOfWork.execute(() -> {
            delivery.handle(first);
            delivery.handle(second);
        });

        assertThat(row().failedChecks()).isEqualTo(1);
    }

    @Test
    void aGenerationLeavesTheOthersAlone() {
        Delivery second = new Delivery(database, ReadModel.INIT_CODES.projection(2, database, Class::getSimpleName));
        history.codeAdded(CODE, Medium.MAIL);
        delivery.batch(history.messages());
        second.batch(history.messages());

        delivery.batch(List.of(history.then(new UserRemoved(history.userId(), null))));

        assertThat(rows("")).containsOnlyKeys(new InitCodeRow.Key(2, "u1", CODE.value()));
    }

    private InitCode row() {
        return rows("").get(new InitCodeRow.Key(1, "u1", CODE.value()));
    }

    private Map<InitCodeRow.Key, InitCode> rows(String prefix) {
        return database.fetchInTransaction(() -> {
            Map<InitCodeRow.Key, InitCode> rows = new HashMap<>();
            database.getEntityManager()
                    .createQuery(
                            "select code from InitCodeRow code where code.key.userId like :users", InitCodeRow.class)
                    .setParameter("users", prefix + "%")
                    .getResultList()
                    .forEach(row -> rows.put(row.key(), row.state()));
            return rows;
        });
    }

    /** The fold without rows and batches: each code's own events and its user's. */
    private static Map<InitCodeRow.Key, InitCode> fold(List<DomainEventMessage<?>> events) {
        Map<InitCodeRow.Key, InitCode> codes = new HashMap<>();
        for (DomainEventMessage<?> message : events) {
            UserEvent event = (UserEvent) message.getPayload();
            UserId user = event.userId();
            if (event instanceof InitCodeEvent ofCode) {
                codes.compute(
                        new InitCodeRow.Key(1, user.value(), ofCode.codeId().value()),
                        (key, code) -> InitCodeReducer.reduce(code, event, message));
            } else {
                List.copyOf(codes.keySet()).stream()
                        .filter(key -> key.userId().equals(user.value()))
                        .forEach(key -> codes.computeIfPresent(
                                key, (same, code) -> InitCodeReducer.reduce(code, event, message)));
            }
        }
        return codes;
    }
}
