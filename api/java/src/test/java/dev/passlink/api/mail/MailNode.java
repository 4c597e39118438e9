package dev.passlink.api.mail;

import com.google.crypto.tink.prf.Prf;
import dev.passlink.api.LinkFormat;
import dev.passlink.api.code.CodeDerivation;
import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.PersonalKeys;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.domain.Authority;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Operation;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.PasskeyVerifier.Answer;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserCommand;
import dev.passlink.domain.user.UserCommand.AddPasswordlessInitCode;
import dev.passlink.domain.user.UserCommand.AddUser;
import dev.passlink.domain.user.UserId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.eventhandling.DomainEventMessage;
import org.hibernate.Session;

/** A node with everything the mail of a link passes through: engine, database, aggregate, codes, jobs. */
final class MailNode implements AutoCloseable {

    private static final ResourceOwner ACME = new ResourceOwner("acme");
    private static final LinkFormat FORMAT = LinkFormat.below(URI.create("https://login.example.org"));
    private static final Keyset<Map<Integer, Prf>> KEYS = Keyset.generate(KeysetKind.CODES);
    private static final CodeDerivation CODES = CodeDerivation.with(KEYS);

    private final Database database;
    private final Engine engine;
    private final MailDelivery delivery;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private MailNode(
            JdbcAccess access, InitCodeRules rules, BiFunction<UserId, InitCode, URI> links, MailTransport transport) {
        MailSettings settings = MailSettings.of("login.example.org", transport).withoutNotices();
        database = Database.open(access, Set.of(), List.of(Database.SCHEMA, MailDelivery.SCHEMA), 10);
        delivery = new MailDelivery(database.dataSource(), links, rules, settings, meters);
        engine = Engine.on(database)
                .eventsInDatabase()
                .storedAs(
                        PasslinkSerializers.events(PersonalKeys.NONE),
                        PasslinkSerializers.general(PersonalKeys.NONE),
                        StoredForms.upcasters(PersonalKeys.NONE))
                .decidesBy(Roles.DEFAULT, rules, CODES, (ceremony, response) -> new Answer.Failed("OTHER"))
                .reacts(MailScheduling.PROCESSOR, new MailScheduling(database.entityManagers(), delivery))
                .start();
    }

    static MailNode on(JdbcAccess access, MailTransport transport) {
        return on(access, InitCodeRules.DEFAULT, transport);
    }

    static MailNode on(JdbcAccess access, InitCodeRules rules, MailTransport transport) {
        MailNode node = new MailNode(access, rules, MailNode::linkOf, transport);
        node.deliver();
        return node;
    }

    /** One whose keys were all retired since the codes were added. */
    static MailNode withoutKeys(JdbcAccess access, MailTransport transport) {
        CodeDerivation retired =
                CodeDerivation.with(KEYS.rotated().retired(KEYS.keys().get(0).id()));
        MailNode node = new MailNode(
                access, InitCodeRules.DEFAULT, (userId, code) -> URI.create(retired.derive(userId, code)), transport);
        node.deliver();
        return node;
    }

    /** One whose jobs do not run until {@link #deliver()}. */
    static MailNode waiting(JdbcAccess access, MailTransport transport) {
        return new MailNode(access, InitCodeRules.DEFAULT, MailNode::linkOf, transport);
    }

    void deliver() {
        delivery.start(engine.commands(), userId -> engine.events().readEvents(userId.value(), 0));
    }

    UserId add(UserId userId, Person person) {
        give(new AddUser(userId, null, ACME, person, by(Operation.ADD_HUMAN_USER)));
        return userId;
    }

    /** Asks for a mail. */
    InitCode send(UserId userId) {
        return give(new AddPasswordlessInitCode(
                userId,
                CODES.newCodeId(),
                CODES.newSeed(),
                Medium.MAIL,
                null,
                null,
                by(Operation.SEND_PASSWORDLESS_REGISTRATION)));
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    <R> R give(UserCommand command) {
        return engine.commands().sendAndWait(command);
    }

    static Authority by(Operation operation) {
        return new Authority.Manager(Caller.of("manager", "instance", Grant.everywhere("IAM_OWNER")), operation, null);
    }

    URI link(UserId userId, InitCode code) {
        return linkOf(userId, code);
    }

    private static URI linkOf(UserId userId, InitCode code) {
        return FORMAT.link(userId, code.details().resourceOwner(), code.codeId(), CODES.derive(userId, code));
    }

    /** The newest event of this type about a code waited for; it must come within half a minute. */
    <E> DomainEventMessage<E> eventually(UserId userId, Class<E> type) {
        await(() -> events(userId, type).size() > 0, type.getSimpleName());
        List<DomainEventMessage<E>> events = events(userId, type);
        return events.get(events.size() - 1);
    }

    @SuppressWarnings("unchecked")
    <E> List<DomainEventMessage<E>> events(UserId userId, Class<E> type) {
        return engine.events()
                .readEvents(userId.value())
                .asStream()
                .filter(event -> type.isInstance(event.getPayload()))
                .map(event -> (DomainEventMessage<E>) event)
                .toList();
    }

    /** Adds a job in a transaction of its own. */
    void schedule(MailJob job) {
        database.transactions()
                .executeInTransaction(() -> database.entityManagers()
                        .getEntityManager()
                        .unwrap(Session.class)
                        .doWork(connection -> delivery.schedule(job.instance(), connection)));
    }

    /** No job is left. */
    void awaitIdle() {
        await(() -> Jobs.count(database.dataSource()) == 0, "no job");
    }

    CommandGateway commands() {
        return engine.commands();
    }

    DataSource jobs() {
        return database.dataSource();
    }

    Database database() {
        return database;
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    MailDelivery delivery() {
        return delivery;
    }

    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never came: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        delivery.close();
        engine.close();
        database.close();
    }
}
