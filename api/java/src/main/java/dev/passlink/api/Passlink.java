package dev.passlink.api;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.prf.Prf;
import dev.passlink.api.code.CodeDerivation;
import dev.passlink.api.code.Keyset;
import dev.passlink.api.code.KeysetFile;
import dev.passlink.api.code.KeysetKind;
import dev.passlink.api.code.SealKeys;
import dev.passlink.api.engine.AxonServerAccess;
import dev.passlink.api.engine.Database;
import dev.passlink.api.engine.Engine;
import dev.passlink.api.engine.HostEvents;
import dev.passlink.api.engine.JdbcAccess;
import dev.passlink.api.engine.Rebuild;
import dev.passlink.api.mail.MailDelivery;
import dev.passlink.api.mail.MailScheduling;
import dev.passlink.api.mail.MailSettings;
import dev.passlink.api.personal.DataKeys;
import dev.passlink.api.personal.Erasure;
import dev.passlink.api.serialization.LatePersonalKeys;
import dev.passlink.api.serialization.PasslinkSerializers;
import dev.passlink.api.serialization.StoredForms;
import dev.passlink.api.webauthn.Ceremonies;
import dev.passlink.api.webauthn.RelyingParty;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.Roles;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.InitCodeRules;
import dev.passlink.domain.user.Medium;
import dev.passlink.domain.user.UserId;
import dev.passlink.projection.ReadModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.tracing.NoOpSpanFactory;
import org.axonframework.tracing.SpanFactory;
import org.jspecify.annotations.Nullable;

/**
 * Passkey registration links for an application that owns its users: everything put together and running, until it is
 * closed.
 *
 * <pre>{@code
 * try (Passlink passlink = Passlink.builder().dataFolder(Path.of("data")).build()) {
 *     RegistrationLink link = passlink.links().add(manager, userId).join();
 * }
 * }</pre>
 *
 * <p>All answers come asynchronously; a refusal completes them with {@link dev.passlink.domain.Rejected}, which says why.
 */
public final class Passlink implements AutoCloseable {

    private static final int CONNECTIONS = 24;
    static final List<String> SCHEMAS =
            List.of(Database.SCHEMA, ReadModel.SCHEMA, MailDelivery.SCHEMA, DataKeys.SCHEMA);

    private final EventPlace events;
    private final Database database;
    private final CodeDerivation codes;
    private final Ceremonies ceremonies;
    private final @Nullable MailDelivery mail;
    private final PersonalData personalData;
    private final Erasure erasure;
    private final Engine engine;
    private final Gate gate;
    private final Gauges gauges;
    private final Health health;
    private final RegistrationLinks links;
    private final Users users;
    private final Passkeys passkeys;
    private final DeadLetters deadLetters;
    private final Audit audit;
    private final boolean onlyNode;
    private final boolean isMeasured;

    /** Puts everything together; nothing runs before {@link #start}. */
    private Passlink(Builder parts, EventPlace events) {
        this.events = events;
        try {
            database = parts.database(events.schemas());
        } catch (RuntimeException | Error e) {
            events.close();
            throw e;
        }
        try {
            codes = parts.codes(events, database);
            DataKeys dataKeys = new DataKeys(database.entityManagers(), database.transactions());
            ceremonies = new Ceremonies(parts.relyingParty());
            personalData = parts.personalData(events, database, dataKeys);
            events.encryptedBy(personalData);
            erasure = new Erasure(
                    dataKeys,
                    (userId, sequence) -> ReadModel.removeUnkept(
                            userId, sequence, database.entityManagers().getEntityManager()),
                    database::isThere);
            mail = parts.mail == null
                    ? null
                    : new MailDelivery(database.dataSource(), this::link, parts.rules, parts.mail, parts.meters);
            engine = engine(parts, events).build();
            gate = new Gate(engine, parts.roles, parts.meters);
            database.measuredBy(parts.meters);
            gauges = new Gauges(parts.meters, engine, mail);
            health = new Health(database, events, engine);
        } catch (RuntimeException | Error e) {
            events.close();
            database.close();
            throw e;
        }
        Set<Medium> media = mail == null ? Set.of(Medium.RETURNED) : Set.of(Medium.RETURNED, Medium.MAIL);
        links = new RegistrationLinks(gate, codes, parts.links, parts.urlTemplates(), media, null, null);
        users = new Users(gate, codes, links, null);
        passkeys = new Passkeys(gate, codes, ceremonies);
        deadLetters = new DeadLetters(gate, null);
        audit = new Audit(gate, null);
        onlyNode = parts.onlyNode;
        isMeasured = parts.meters != parts.nowhere;
    }

    private Engine.Builder engine(Builder parts, EventPlace events) {
        Engine.Builder building = events.chosenFor(Engine.on(database))
                .storedAs(
                        PasslinkSerializers.events(personalData),
                        PasslinkSerializers.general(personalData),
                        StoredForms.upcasters(personalData))
                .readsAhead(personalData::prefetch)
                .sentAs(PasslinkSerializers.messages())
                .decidesBy(parts.roles, parts.rules, codes, ceremonies)
                .shows(ReadModel.INIT_CODES)
                .shows(ReadModel.PASSKEYS)
                .shows(ReadModel.USERS)
                .shows(ReadModel.AUDIT_TRAIL)
                .reacts(Erasure.PROCESSOR, erasure)
                .consistencyWait(parts.consistencyWait)
                .meters(parts.meters)
                .tracing(parts.tracing);
        return mail == null
                ? building
                : building.reacts(MailScheduling.PROCESSOR, new MailScheduling(database.entityManagers(), mail));
    }

    Passlink start() {
        try {
            if (onlyNode) {
                takeOver();
            }
            engine.start();
            if (mail != null) {
                mail.start(engine.commands(), userId -> engine.events().readEvents(userId.value(), 0));
            }
            erasure.start(engine.commands());
            health.start();
            if (isMeasured) {
                gauges.start();
            }
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void takeOver() {
        database.releaseClaims();
        if (mail != null) {
            mail.releaseJobs();
        }
    }

    /** A builder; at least {@link Builder#inMemory}, {@link Builder#dataFolder}, {@link Builder#jdbc} or {@link Builder#dataSource} must be called. */
    public static Builder builder() {
        return new Builder();
    }

    /** Registration links: ask for them, have them mailed, take them back. */
    public RegistrationLinks links() {
        return links;
    }

    /** The users that links are for. */
    public Users users() {
        return users;
    }

    /** Passkeys: their registration, and what a sign-in needs of them. */
    public Passkeys passkeys() {
        return passkeys;
    }

    /** Mails that were given up: see them, try again, or drop them. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /**
     * Rebuilds read models while everything goes on: queries see the rows there are until the new ones have caught up
     * (behaviour P4). A rebuild of the same read models that was left unfinished is gone on with.
     *
     * @param readModels which ones; without any, all
     * @throws dev.passlink.api.engine.RebuildRefused if somebody rebuilds already, on whichever node, or a rebuild of other
     *     read models is unfinished
     */
    public Rebuild rebuild(ReadModel... readModels) {
        return engine.rebuild(Set.of(readModels));
    }

    /**
     * Replays the whole store through the reducers of its read models and compares with the rows that are there (behaviour
     * P3), while everything goes on. Takes as long as it takes, on this thread; changes nothing.
     *
     * @param findings is told of each finding when it is found
     */
    public VerificationReport verify(Consumer<Finding> findings) {
        return new Verification(engine, database, findings).run();
    }

    /**
     * A signed checkpoint of the history up to where nothing can come in between any more: to the newest event, or to a gap
     * between positions that a transaction might still fill. Reads the whole store once, on this thread. Worth something
     * only where whoever can write to the store can write neither it nor the keys.
     */
    public Seal seal(SealKeys keys) {
        return new Sealing(engine::asStored).seal(keys);
    }

    /**
     * How the history under a seal first differs from what was sealed; empty if nothing under it was changed, removed,
     * swapped or inserted. Whether the seal itself is genuine says {@link Seal#isSignedBy}.
     *
     * @param findings is told of each event above the seal that pretends to be older than it
     */
    public Optional<Sealing.Breach> breach(Seal seal, Consumer<Finding> findings) {
        return new Sealing(engine::asStored).breach(seal, findings);
    }

    /** What has happened, and how users were at any time. */
    public Audit audit() {
        return audit;
    }

    private URI link(UserId userId, InitCode code) {
        return links.link(userId, code).link();
    }

    PersonalData personalData() {
        return personalData;
    }

    CodeDerivation codes() {
        return codes;
    }

    Ceremonies ceremonies() {
        return ceremonies;
    }

    Gate gate() {
        return gate;
    }

    Engine engine() {
        return engine;
    }

    /** Whether commands are accepted, all projections run, and the database and Axon Server answer. */
    public boolean isReady() {
        return readiness().isReady();
    }

    /** The same, and what is missing if not; what is known, without waiting for anything. */
    public Readiness readiness() {
        return health.readiness();
    }

    /** Finishes what is in flight, then stops; nothing that was answered is lost. */
    @Override
    public void close() {
        health.closing();
        try {
            gauges.close();
            if (mail != null) {
                mail.close();
            }
            erasure.close();
        } finally {
            try {
                engine.close();
            } finally {
                health.close();
                events.close();
                database.close();
            }
        }
    }

    /** Collects what Passlink is made of. Every setting has a default but the place where events are stored. */
    public static final class Builder {

        private @Nullable Function<List<String>, Database> database;
        private EventPlace events = new EventPlace.SameDatabase();
        private @Nullable AxonServerAccess axonServer;
        private @Nullable Path keyset;
        private @Nullable Path personalKeyset;
        private Roles roles = Roles.DEFAULT;
        private InitCodeRules rules = InitCodeRules.DEFAULT;
        private LinkFormat links = LinkFormat.below(URI.create("http://localhost:8080"));
        private @Nullable RelyingParty relyingParty;
        private @Nullable Set<String> urlTemplateHosts;
        private @Nullable MailSettings mail;
        private Duration consistencyWait = Duration.ofSeconds(2);
        private boolean onlyNode;
        private final MeterRegistry nowhere = new CompositeMeterRegistry();
        private MeterRegistry meters = nowhere;
        private SpanFactory tracing = NoOpSpanFactory.INSTANCE;

        private Builder() {}

        /** Everything in memory, for tests and trials: gone when closed, and so are the keys. */
        public Builder inMemory() {
            jdbc(JdbcAccess.h2Memory());
            events = new EventPlace.Memory();
            keyset = null;
            personalKeyset = null;
            return this;
        }

        /**
         * The embedded default: an H2 file and a keyset in this folder, both created on first start, the folder too. One
         * process at a time.
         */
        public Builder dataFolder(Path folder) {
            jdbc(JdbcAccess.h2File(folder));
            return keyset(folder.resolve("keyset.json"));
        }

        /**
         * Rows, tokens and jobs in this database, and events unless {@link #axonServer} has them; needs {@link #keyset} as
         * well.
         */
        public Builder jdbc(JdbcAccess access) {
            return in(schemas -> Database.open(access, ReadModel.entities(), schemas, CONNECTIONS));
        }

        /**
         * Rows, tokens and jobs in the application's own database, an H2 or PostgreSQL one, and events unless {@link
         * #axonServer} has them; needs {@link #keyset} as well. The tables are in the default schema of the connections, beside the application's. Auto-commit may be
         * on or off, and is given back as it was found; the connections are never closed for good. Each command holds a
         * connection while it is handled, so the pool should have two dozen to spare.
         */
        public Builder dataSource(DataSource connections) {
            return in(schemas -> Database.over(connections, ReadModel.entities(), schemas));
        }

        /**
         * Events in Axon Server, which also brings commands from node to node; rows, tokens and jobs in the database that
         * is named beside it, for several nodes a PostgreSQL one that they share. Needs {@link #keyset} as well, and
         * {@code axon-server-connector} on the classpath.
         */
        public Builder axonServer(AxonServerAccess access) {
            axonServer = access;
            return this;
        }

        private Builder in(Function<List<String>, Database> place) {
            database = place;
            events = new EventPlace.SameDatabase();
            return this;
        }

        /**
         * The file with the keys of codes (behaviour C2), mode 0600. It is created where it is missing, but never beside a
         * store that holds events already: their codes would be lost. A changed file is read again.
         */
        public Builder keyset(Path file) {
            keyset = file;
            return this;
        }

        /**
         * The file with the keys that personal data is encrypted with, mode 0600; default {@code personal-keyset.json} beside
         * {@link #keyset}. It is created where it is missing, but never beside a store that holds events already: nobody
         * could read their personal data any more. A changed file is read again.
         */
        public Builder personalKeyset(Path file) {
            personalKeyset = file;
            return this;
        }

        /**
         * Where registration links lead: the page below this origin. Default {@code http://localhost:8080}.
         *
         * @param publicUrl an https URL, or http on localhost, without query
         * @throws Rejected {@link Failure.RequestInvalid} if it is another one
         */
        public Builder publicUrl(URI publicUrl) {
            return links(LinkFormat.below(publicUrl));
        }

        /** Where registration links lead, for an application with a page of its own. */
        public Builder links(LinkFormat format) {
            links = format;
            return this;
        }

        /**
         * Whom passkeys are for; default {@code Passlink} at the host that links lead to. To be chosen once: passkeys belong
         * to its id.
         */
        public Builder relyingParty(RelyingParty party) {
            relyingParty = party;
            return this;
        }

        private RelyingParty relyingParty() {
            return relyingParty == null ? RelyingParty.of(links.base()) : relyingParty;
        }

        /**
         * Hosts, on whichever port, to which a request may have its link lead by a {@link
         * dev.passlink.domain.user.UrlTemplate}; default the host that links lead to. Whoever serves pages there sees codes.
         */
        public Builder urlTemplateHosts(Set<String> hosts) {
            urlTemplateHosts = Set.copyOf(hosts);
            return this;
        }

        private UrlTemplates urlTemplates() {
            return new UrlTemplates(
                    urlTemplateHosts == null ? Set.of(links.base().getHost()) : urlTemplateHosts);
        }

        /**
         * How links and security notices are mailed; without it, links can only be returned, and sending one is refused as
         * unavailable. Notices can be {@linkplain MailSettings#withoutNotices switched off}.
         */
        public Builder mail(MailSettings settings) {
            mail = settings;
            return this;
        }

        /** The rules for codes; default {@link InitCodeRules#DEFAULT}. */
        public Builder rules(InitCodeRules rules) {
            this.rules = rules;
            return this;
        }

        /** Which role allows what; default {@link Roles#DEFAULT}. */
        public Builder roles(Roles roles) {
            this.roles = roles;
            return this;
        }

        /**
         * How long a read may wait for the caller's own write; default 2 seconds, 0 means not at all.
         *
         * @throws Rejected {@link Failure.RequestInvalid} if it is negative
         */
        public Builder consistencyWait(Duration wait) {
            if (wait.isNegative()) {
                throw new Rejected(new Failure.RequestInvalid("the consistency wait must not be negative"));
            }
            consistencyWait = wait;
            return this;
        }

        /**
         * No other node uses this store: what an earlier one held when it was killed is taken over at once, and not when its
         * leases have run out (ten seconds for read models, forty for mails). Beside a living node this would send mails
         * twice.
         */
        public Builder onlyNode() {
            onlyNode = true;
            return this;
        }

        /**
         * Where is measured how Passlink does: names that begin with {@code passlink.} and those of its connection pool,
         * see {@code docs/operations.md}. No tag names a user, an organization or a code. Default nowhere.
         *
         * @param registry one that no other {@link Passlink} uses
         */
        public Builder meters(MeterRegistry registry) {
            meters = registry;
            return this;
        }

        /**
         * How commands, queries, events and their handlers are traced, such as by Axon's
         * {@code OpenTelemetrySpanFactory}. Spans are named after messages, and hold ids of users, but no code, token or
         * address. Default not at all.
         */
        public Builder tracing(SpanFactory spans) {
            tracing = spans;
            return this;
        }

        /**
         * Opens and starts everything.
         *
         * @throws IllegalStateException if no place or no keyset was named, places contradict each other, a keyset of an
         *     existing store is missing or not that store's, or Axon's connector is needed and not on the classpath
         * @throws dev.passlink.api.engine.AxonServerAway if there is no keyset yet, and Axon Server does not say within ten
         *     seconds whether there are events already
         * @throws dev.passlink.api.code.UnusableKeyset if the keyset cannot be read, or others than its owner may
         * @throws IllegalArgumentException if a mail template cannot be used
         * @throws RuntimeException of the pool, of Flyway or of Hibernate, if the database cannot be reached or its schema
         *     is not the one of this version
         */
        public Passlink build() {
            if (axonServer == null) {
                return new Passlink(this, events).start();
            }
            if (events instanceof EventPlace.Memory) {
                throw new IllegalStateException("events are either in memory or in Axon Server");
            }
            return new Passlink(this, EventPlace.connected(axonServer)).start();
        }

        /**
         * Installs Passlink into the application's own Axon configuration instead, by its
         * {@code configureModule(configurer)}: events live in the application's event store, and rows, tokens and jobs in
         * the place that was named here. The component {@link Passlink} is there as soon as it is asked for, works once
         * the configuration has started, and is closed with it.
         *
         * <p>The application's event serializer must be {@link PasslinkSerializers#wrapping wrapped}. Where events cannot
         * be stored safely, the configuration does not start, and an {@link IllegalStateException} says what to do.
         */
        public ConfigurerModule asModule() {
            return new PasslinkModule(this);
        }

        Passlink installedIn(Configuration host, LatePersonalKeys upcasters) {
            if (axonServer != null) {
                throw new IllegalStateException(
                        "events are in the application's store, so axonServer(…) does not go with it");
            }
            HostEvents store = HostEvents.of(host, PasslinkSerializers::isWrapping, StoredForms::isIn);
            return new Passlink(this, new EventPlace.Host(store, upcasters));
        }

        private Database database(List<String> schemas) {
            if (database == null) {
                throw new IllegalStateException(
                        "say where rows, tokens and jobs are stored, and events unless they are elsewhere:"
                                + " inMemory(), dataFolder(…), jdbc(…) or dataSource(…)");
            }
            return database.apply(schemas);
        }

        private PersonalData personalData(EventPlace place, Database opened, DataKeys dataKeys) {
            Path path = personalKeyset;
            if (path == null && keyset != null) {
                path = keyset.resolveSibling("personal-keyset.json");
            }
            if (path == null) {
                Keyset<Aead> fresh = Keyset.generate(KeysetKind.PERSONAL);
                return new PersonalData(() -> fresh, dataKeys);
            }
            KeysetFile<Aead> file = new KeysetFile<>(KeysetKind.PERSONAL, path);
            if (!Files.exists(path)) {
                if (!dataKeys.isEmpty()) {
                    throw new IllegalStateException("the store holds personal data, but the keyset " + path
                            + " it is encrypted with is missing; with a new one nobody could read it any more");
                }
                if (place.holdsEvents(opened)) { // or each of its nodes would make one of its own
                    throw new IllegalStateException("the store holds events, but there is no keyset " + path
                            + " for their personal data; bring the one of this store, or, if it is older than encryption,"
                            + " make one with: keys create --keyset personal, and give it to all nodes");
                }
                file.readOrCreate();
            }
            PersonalData personalData = new PersonalData(file.watched(), dataKeys);
            personalData.requireKeyset();
            return personalData;
        }

        private CodeDerivation codes(EventPlace place, Database opened) {
            if (keyset == null) {
                if (!(place instanceof EventPlace.Memory)) {
                    throw new IllegalStateException("say where the keys of codes are: keyset(…)");
                }
                return CodeDerivation.with(Keyset.generate(KeysetKind.CODES));
            }
            KeysetFile<Map<Integer, Prf>> file = new KeysetFile<>(KeysetKind.CODES, keyset);
            if (!Files.exists(keyset)) {
                if (place.holdsEvents(opened)) {
                    throw new IllegalStateException("the store holds events, but their keyset " + keyset
                            + " is missing; a new one would lose all open links");
                }
                file.readOrCreate();
            }
            return CodeDerivation.watching(file);
        }
    }
}
