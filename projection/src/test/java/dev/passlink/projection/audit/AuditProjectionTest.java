package dev.passlink.projection.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.axonframework.messaging.responsetypes.ResponseTypes.multipleInstancesOf;

import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.User;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.UserRemoved;
import dev.passlink.projection.Database;
import dev.passlink.projection.Delivery;
import dev.passlink.projection.History;
import dev.passlink.projection.RandomHistories;
import dev.passlink.projection.ReadModel;
import dev.passlink.projection.audit.AuditTotals.Count;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SimpleQueryBus;
import org.axonframework.queryhandling.annotation.AnnotationQueryHandlerAdapter;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.json.JacksonSerializer;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class AuditProjectionTest {

    private static final AuditFilter ALL = AuditFilter.ALL;

    private final Database database;
    private final Object projection;
    private final Delivery delivery;
    private final QueryGateway queries;
    private final History ann = History.of("ann");
    private final History bob = History.of("bob").ownedBy("globex");

    AuditProjectionTest(Database.Kind kind) {
        database = kind.empty();
        projection = ReadModel.AUDIT_TRAIL.projection(1, database, Class::getSimpleName);
        delivery = new Delivery(database, projection);
        SimpleQueryBus bus =
                SimpleQueryBus.builder().transactionManager(database).build();
        new AnnotationQueryHandlerAdapter<>(projection).subscribe(bus);
        queries = DefaultQueryGateway.builder().queryBus(bus).build();
    }

    @Test
    void everyEventIsAnEntryWhateverTheBatches() {
        List<DomainEventMessage<?>> events = new RandomHistories(7, "").events(300);

        delivery.batch(events.subList(0, 200));
        delivery.batch(events.subList(150, 250)); // the token fell back
        delivery.oneByOne(events.subList(250, 300));

        assertThat(page(ALL)).isEqualTo(entries(events));
    }

    @Test
    void aBatchIsOneQueryAndOneBatchOfInserts() {
        List<DomainEventMessage<?>> events = new RandomHistories(8, "").events(500);
        Statistics statistics = database.statistics();

        delivery.batch(events);

        assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        assertThat(statistics.getEntityInsertCount()).isEqualTo(500);
    }

    @Test
    void aSecondDeliveryChangesNothing() {
        List<DomainEventMessage<?>> events = new RandomHistories(9, "").events(50);
        delivery.batch(events);
        List<AuditEntry> before = page(ALL);
        database.statistics().clear();

        delivery.batch(events);

        assertThat(page(ALL)).isEqualTo(before);
        assertThat(database.statistics().getEntityInsertCount()).isZero();
    }

    @Test
    void anEventDeliveredOutsideOfAnyUnitOfWorkIsAnEntryToo() {
        delivery.bare(ann.added());

        assertThat(page(ALL)).isEqualTo(entries(ann.messages()));
    }

    @Test
    void anEventThatCannotBeReadIsHistoryNevertheless() {
        ann.added();
        DomainEventMessage<?> unknown = unknown(User.TYPE, MetaData.with("editor", "manager"));

        delivery.batch(List.of(ann.messages().get(0), unknown, unknown("order", MetaData.emptyInstance())));

        assertThat(page(ALL)).hasSize(2).last().satisfies(entry -> {
            assertThat(entry.type()).isEqualTo("user.human.hologram.added");
            assertThat(entry.sequence()).isEqualTo(8);
            assertThat(entry.editor()).isEqualTo("manager");
            assertThat(entry.codeId()).isNull();
            assertThat(entry.resourceOwner()).isNull();
        });
    }

    @Test
    void removedUsersStayInTheTrail() {
        ann.added();
        ann.then(new UserRemoved(ann.userId(), null));
        ann.ownedBy("globex").added();

        delivery.batch(ann.messages());

        assertThat(page(ALL)).extracting(AuditEntry::sequence).containsExactly(1L, 2L, 3L);
        assertThat(page(ALL.in(new ResourceOwner("org-1"))))
                .extracting(AuditEntry::sequence)
                .containsExactly(1L, 2L);
        assertThat(page(ALL.in(new ResourceOwner("globex"))))
                .extracting(AuditEntry::sequence)
                .containsExactly(3L);
    }

    @Test
    void eventsAreFoundByEachFilterAndByAllTogether() {
        CodeId code = new CodeId("c1");
        ann.with(Map.of("editor", "manager")).added();
        ann.with(Map.of("editor", "ann")).codeAdded(code, Medium.MAIL);
        bob.with(Map.of("editor", "manager")).added();
        bob.codeAdded(code, Medium.MAIL);
        delivery.batch(ann.messages());
        delivery.batch(bob.messages());

        assertThat(shown(ALL.ofUser(ann.userId()))).containsExactly("ann 1", "ann 2");
        assertThat(shown(ALL.ofCode(code))).containsExactly("ann 2", "bob 2");
        assertThat(shown(ALL.in(new ResourceOwner("globex")))).containsExactly("bob 1", "bob 2");
        assertThat(shown(ALL.by("manager"))).containsExactly("ann 1", "bob 1", "bob 2");
        assertThat(shown(ALL.from(at(1)))).containsExactly("ann 2", "bob 2");
        assertThat(shown(ALL.until(at(1)))).containsExactly("ann 1", "bob 1");
        assertThat(shown(ALL.ofUser(bob.userId())
                        .ofCode(code)
                        .in(new ResourceOwner("globex"))
                        .by("manager")
                        .from(at(1))
                        .until(at(1).plusMillis(1))))
                .containsExactly("bob 2");
        assertThat(shown(ALL.ofUser(bob.userId()).by("ann"))).isEmpty();
    }

    @Test
    void fromIsIncludedAndUntilIsNot() {
        ann.added();
        delivery.batch(ann.messages());

        assertThat(page(ALL.from(at(0)).until(at(0).plusMillis(1)))).hasSize(1);
        assertThat(page(ALL.from(at(0).plusMillis(1)))).isEmpty();
        assertThat(page(ALL.until(at(0)))).isEmpty();
    }

    @Test
    void aPageGoesOnWhereTheLastOneEndedWhileNewEventsArrive() {
        IntStream.range(0, 5).forEach(i -> ann.added());
        delivery.batch(ann.messages());
        List<AuditEntry> seen = new ArrayList<>(page(ALL, -1, 2));

        delivery.batch(List.of(bob.added()));
        List<AuditEntry> next;
        do {
            next = page(ALL, seen.get(seen.size() - 1).position(), 2);
            seen.addAll(next);
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(page(ALL)).hasSize(6);
    }

    @Test
    void totalsCountWhatIsAskedFor() {
        ann.with(Map.of("editor", "manager")).added();
        ann.with(Map.of("editor", "ann")).codeAdded(new CodeId("c1"), Medium.MAIL);
        ann.codeAdded(new CodeId("c2"), Medium.MAIL);
        bob.added();
        delivery.batch(ann.messages());
        delivery.batch(bob.messages());

        AuditTotals totals = totals(ALL);

        assertThat(totals.events()).isEqualTo(4);
        assertThat(totals.users()).isEqualTo(2);
        assertThat(totals.editors()).isEqualTo(2);
        assertThat(totals.last()).isEqualTo(position(bob.messages().get(0)));
        assertThat(totals.types())
                .containsExactly(new Count("PasswordlessInitCodeAdded", 2), new Count("UserAdded", 2));
        assertThat(totals.days()).containsExactly(new Count("2026-03-29", 4));
        assertThat(totals(ALL.ofUser(new UserId("carol"))))
                .isEqualTo(new AuditTotals(0, -1, 0, 0, List.of(), List.of()));
    }

    @Test
    void aDayEndsAtMidnightUtc() {
        History late = History.of("late");
        IntStream.range(0, 23 * 3600 + 2).forEach(i -> late.added()); // an event a second, the first at 00:59:58
        delivery.batch(List.of(
                late.messages().get(23 * 3600 + 1),
                late.messages().get(0),
                late.messages().get(23 * 3600)));

        assertThat(totals(ALL).days()).containsExactly(new Count("2026-03-29", 3));

        delivery.batch(List.of(late.added()));
        assertThat(totals(ALL).days()).containsExactly(new Count("2026-03-29", 3), new Count("2026-03-30", 1));
    }

    @Test
    void usersAreNamedOncePageByPage() {
        IntStream.range(0, 5).forEach(i -> {
            History user = History.of("user-" + i);
            user.added();
            user.added();
            delivery.batch(user.messages());
        });

        assertThat(users(null, 3)).extracting(UserId::value).containsExactly("user-0", "user-1", "user-2");
        assertThat(users(new UserId("user-2"), 3)).extracting(UserId::value).containsExactly("user-3", "user-4");
    }

    @Test
    void queriesSeeTheActiveGenerationOnly() {
        new Delivery(database, ReadModel.AUDIT_TRAIL.projection(2, database, Class::getSimpleName))
                .batch(List.of(ann.added()));
        assertThat(page(ALL)).isEmpty();

        database.executeInTransaction(() -> database.execute("update passlink_projection set active_generation = 2"));

        assertThat(page(ALL)).hasSize(1);
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> new AuditQuery.Page(ALL, -1, 1001));
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> new AuditQuery.Page(ALL, -1, 0));
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> new AuditQuery.Page(ALL, -2, 1));
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> ALL.by(""));
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> ALL.from(at(1)).until(at(1)));
    }

    private static Instant at(int event) {
        return Instant.parse("2026-03-29T00:59:58.123Z").plusSeconds(event);
    }

    private List<AuditEntry> page(AuditFilter filter) {
        return page(filter, -1, 1000);
    }

    private List<AuditEntry> page(AuditFilter filter, long after, int limit) {
        return queries.query(new AuditQuery.Page(filter, after, limit), multipleInstancesOf(AuditEntry.class))
                .join();
    }

    private List<String> shown(AuditFilter filter) {
        return page(filter).stream()
                .map(entry -> entry.userId() + " " + entry.sequence())
                .toList();
    }

    private List<UserId> users(UserId after, int limit) {
        return queries
                .query(new AuditQuery.Users(ALL, after, limit), multipleInstancesOf(AuditedUser.class))
                .join()
                .stream()
                .map(AuditedUser::userId)
                .toList();
    }

    private AuditTotals totals(AuditFilter filter) {
        return queries.query(new AuditQuery.Totals(filter), AuditTotals.class).join();
    }

    private static List<AuditEntry> entries(List<DomainEventMessage<?>> events) {
        return events.stream()
                .map(event -> AuditReducer.reduce(null, event.getPayloadType().getSimpleName(), event, position(event)))
                .toList();
    }

    private static long position(DomainEventMessage<?> event) {
        return ((TrackedEventMessage<?>) event).trackingToken().position().orElseThrow();
    }

    private static DomainEventMessage<?> unknown(String aggregateType, MetaData metaData) {
        UnknownSerializedType payload = JacksonSerializer.defaultSerializer()
                .deserialize(new SimpleSerializedObject<>("{}", String.class, "user.human.hologram.added", "1"));
        return new GenericTrackedDomainEventMessage<>(
                new GlobalSequenceTrackingToken(Long.MAX_VALUE),
                aggregateType,
                "ann",
                7,
                new GenericEventMessage<>(payload, metaData),
                Instant::now);
    }
}
