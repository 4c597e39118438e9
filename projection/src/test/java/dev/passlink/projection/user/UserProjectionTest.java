package dev.passlink.projection.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Gender;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserAdded;
import dev.passlink.domain.user.event.UserEvent;
import dev.passlink.domain.user.event.UserLocked;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.RandomHistories;
import dev.passlink.projection.ReadModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class UserProjectionTest {

    private final Database database;
    private final Delivery delivery;
    private final History history = History.of("u1");

    UserProjectionTest(Database.Kind kind) {
        database = kind.empty();
        delivery = new Delivery(database, ReadModel.USERS.projection(1, database, Class::getSimpleName));
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

            assertThat(rows(prefix)).as("seed %d", seed).isEqualTo(fold(events));
        }
        assertThat(rows("")).isNotEmpty();
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
        history.then(new UserLocked(history.userId()));
        delivery.batch(history.messages());
        Map<UserId, UserView> before = rows("");
        Statistics statistics = database.statistics();
        statistics.clear();

        delivery.batch(history.messages());

        assertThat(rows("")).isEqualTo(before);
        assertThat(statistics.getEntityUpdateCount() + statistics.getEntityInsertCount())
                .isZero();
    }

    @Test
    void aUserAddedAgainElsewhereInheritsNothing() {
        history.ownedBy("org-1").added();
        history.then(new UserLocked(history.userId()));
        delivery.batch(history.messages());
        int before = history.messages().size();
        history.then(new UserRemoved(history.userId(), null));
        history.ownedBy("org-2").added();

        delivery.batch(history.messages().subList(before, history.messages().size()));

        UserView user = rows("").get(history.userId());
        assertThat(user.state()).isEqualTo(UserState.ACTIVE);
        assertThat(user.details().resourceOwner().value()).isEqualTo("org-2");
        assertThat(user.details().sequence()).isEqualTo(4);
    }

    @Test
    void aRemovedUserHasNoRow() {
        history.added();
        delivery.batch(history.messages());

        delivery.batch(List.of(history.then(new UserRemoved(history.userId(), null))));

        assertThat(rows("")).isEmpty();
    }

    @Test
    void aPersonOfWhomAllIsKnownComesBackAsItWas() {
        String astral = "\uD83D\uDD11".repeat(200); // 200 code points, 400 UTF-16 units
        Person person = new Person(astral, astral, astral, astral, astral, "de-CH", Gender.DIVERSE, null);
        History longest = new History(new UserId(astral));
        longest.ownedBy(astral).then(new UserAdded(longest.userId(), null, person));

        delivery.batch(longest.messages());

        UserView user = rows("").get(longest.userId());
        assertThat(user.person()).isEqualTo(person);
        assertThat(user.details().resourceOwner().value()).isEqualTo(astral);
    }

    @Test
    void aBatchCostsOneSelectAndOneWrite() {
        List<History> histories = IntStream.range(0, 50)
                .mapToObj(number -> History.of("u" + number))
                .toList();
        Statistics statistics = database.statistics();

        delivery.batch(histories.stream().map(History::added).toList());
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityInsertCount()).isEqualTo(50);

        statistics.clear();
        delivery.batch(histories.stream()
                .map(each -> each.then(new UserLocked(each.userId())))
                .toList());
        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityUpdateCount()).isEqualTo(50);
    }

    @Test
    void eventsOfCodesCostNoStatement() {
        history.codeAdded(new CodeId("c1"), Medium.MAIL);

        delivery.batch(history.messages());

        assertThat(database.statistics().getPrepareStatementCount()).isZero();
    }

    private Map<UserId, UserView> rows(String prefix) {
        return database.fetchInTransaction(() -> {
            Map<UserId, UserView> rows = new HashMap<>();
            database.getEntityManager()
                    .createQuery("select human from UserRow human where human.key.userId like :users", UserRow.class)
                    .setParameter("users", prefix + "%")
                    .getResultList()
                    .forEach(row -> rows.put(row.state().userId(), row.state()));
            return rows;
        });
    }

    private static Map<UserId, UserView> fold(List<DomainEventMessage<?>> events) {
        Map<UserId, UserView> users = new HashMap<>();
        for (DomainEventMessage<?> message : events) {
            UserEvent event = (UserEvent) message.getPayload();
            users.compute(event.userId(), (userId, user) -> UserReducer.reduce(user, event, message));
        }
        return users;
    }
}
