package dev.passlink.api.engine;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.passlink.projection.ReadModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.common.jpa.EntityManagerProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventhandling.tokenstore.ConfigToken;
import org.axonframework.eventhandling.tokenstore.UnableToClaimTokenException;
import org.axonframework.eventhandling.tokenstore.UnableToRetrieveIdentifierException;
import org.axonframework.eventhandling.tokenstore.jpa.JpaTokenStore;
import org.axonframework.eventhandling.tokenstore.jpa.TokenEntry;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Axon's tokens in the database, which can be looked at without claiming them. What was last seen of a processor is
 * remembered; its coordinator looks once a second, in search of segments that it may claim.
 */
final class Tokens extends JpaTokenStore {

    private static final Duration CLAIM_HOLDS = Duration.ofSeconds(10);
    private static final String NOBODY = "nobody";
    private static final long RENEWED_AFTER_NANOS = SECONDS.toNanos(3);

    private final EntityManagerProvider entityManagers;
    private final Serializer serializer;
    private final String node;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final Map<TokenEntry.PK, Long> seenHeldByOther = new ConcurrentHashMap<>();
    private final Map<TokenEntry.PK, Long> renewed = new ConcurrentHashMap<>();

    /** The tokens of one more node: two may share a process, as they do in tests. */
    Tokens(EntityManagerProvider entityManagers, Serializer serializer) {
        this(entityManagers, serializer, UUID.randomUUID().toString());
    }

    private Tokens(EntityManagerProvider entityManagers, Serializer serializer, String node) {
        super(JpaTokenStore.builder()
                .entityManagerProvider(entityManagers)
                .serializer(serializer)
                .claimTimeout(CLAIM_HOLDS)
                .nodeId(node));
        this.entityManagers = entityManagers;
        this.serializer = serializer;
        this.node = node;
    }

    /**
     * The segments of a processor as they were seen.
     *
     * @param rows a row for each; none before some node has begun
     * @param at   when, as {@link System#nanoTime}
     */
    record Look(List<Row> rows, long at) {

        boolean isYoungerThan(long nanos) {
            return System.nanoTime() - at < nanos;
        }
    }

    /**
     * A segment as it was seen.
     *
     * @param token           up to where it was processed, at least
     * @param isOursToClaim   whether this node has it or could have it
     * @param seenHeldByOther when it was last seen to be another node's whose claim had not run out, or was handed over by
     *                        one, as {@link System#nanoTime}; {@code null} if never
     */
    record Row(
            Segment segment,
            @Nullable TrackingToken token,
            boolean isOursToClaim,
            @Nullable Long seenHeldByOther) {

        boolean wasHeldByOtherWithin(long nanos) {
            return seenHeldByOther != null && System.nanoTime() - seenHeldByOther < nanos;
        }
    }

    /** What was last seen of a processor, {@code null} if it was not looked at yet. */
    @Nullable
    Look lastLook(String processor) {
        return looks.get(processor);
    }

    /** Looks at a processor, in the transaction under way. */
    Look look(String processor) {
        long now = System.nanoTime();
        List<TokenEntry> entries = entries(processor);
        int[] ids = entries.stream().mapToInt(TokenEntry::getSegment).toArray();
        Look look = new Look(entries.stream().map(entry -> row(entry, ids, now)).toList(), now);
        looks.put(processor, look);
        return look;
    }

    /**
     * Looks at a processor that was kept until now by whoever hands it over, in the transaction under way; perhaps nobody has
     * it at this moment.
     */
    void lookAtHandedOver(String processor) {
        long now = System.nanoTime();
        entries(processor).forEach(entry -> seenHeldByOther.put(key(entry), now));
        look(processor);
    }

    /** The tokens of all segments of all processors, in the transaction under way. */
    List<@Nullable TrackingToken> all() {
        List<@Nullable TrackingToken> all = new ArrayList<>();
        entityManagers
                .getEntityManager()
                .createQuery("select t from TokenEntry t where t.tokenType <> :ofStorage", TokenEntry.class)
                .setParameter("ofStorage", ConfigToken.class.getName())
                .getResultList()
                .forEach(entry -> all.add(entry.getToken(serializer)));
        return all;
    }

    /**
     * Begins a processor where another one is, in the transaction under way: what any segment of that one has not processed
     * yet, gaps included, is delivered to the new one, and so may be what some have.
     */
    void beginWhereIs(String other, String processor) {
        entries(processor).forEach(entityManagers.getEntityManager()::remove); // whatever an interrupted rebuild left
        entityManagers.getEntityManager().flush();
        List<TokenEntry> entries = entries(other);
        TrackingToken start = null;
        for (TokenEntry entry : entries) {
            TrackingToken token = entry.getToken(serializer);
            if (token == null) {
                start = null; // it has not begun
                break;
            }
            TrackingToken reached = WrappedToken.unwrapLowerBound(token);
            start = start == null ? reached : start.lowerBound(reached);
        }
        entityManagers.getEntityManager().persist(new TokenEntry(processor, 0, start, serializer));
    }

    /**
     * Refuses to begin with a generation that queries do not see: a node that did not notice in time that another one is
     * active would make all of it anew, for ever. Those of a rebuild are begun by {@link #beginWhereIs}.
     */
    @Override
    public void initializeTokenSegments(String processor, int segments, @Nullable TrackingToken initial) {
        for (ReadModel model : ReadModel.values()) {
            if (processor.startsWith(model.processorsOfAllGenerations())
                    && !processor.equals(model.processor(model.activeGeneration(entityManagers.getEntityManager())))) {
                throw new UnableToClaimTokenException(processor + " keeps a generation that is not the active one");
            }
        }
        super.initializeTokenSegments(processor, segments, initial);
    }

    /** Removes the tokens of a processor that will run nowhere again, in the transaction under way; not while a node has it. */
    boolean remove(String processor) {
        List<TokenEntry> entries = entries(processor);
        if (entries.stream().anyMatch(entry -> !entry.mayClaim(NOBODY, CLAIM_HOLDS))) {
            return false;
        }
        entries.forEach(entityManagers.getEntityManager()::remove);
        looks.remove(processor);
        return true;
    }

    private List<TokenEntry> entries(String processor) {
        return entityManagers
                .getEntityManager()
                .createQuery(
                        "select t from TokenEntry t where t.processorName = :processor order by t.segment",
                        TokenEntry.class)
                .setParameter("processor", processor)
                .getResultList();
    }

    private Row row(TokenEntry entry, int[] ids, long now) {
        TokenEntry.PK key = key(entry);
        boolean isOursToClaim = entry.mayClaim(node, CLAIM_HOLDS);
        if (!isOursToClaim) {
            seenHeldByOther.put(key, now);
        }
        return new Row(
                Segment.computeSegment(entry.getSegment(), ids),
                entry.getToken(serializer),
                isOursToClaim,
                seenHeldByOther.get(key));
    }

    private static TokenEntry.PK key(TokenEntry entry) {
        return new TokenEntry.PK(entry.getProcessorName(), entry.getSegment());
    }

    @Override
    public List<Segment> fetchAvailableSegments(String processor) {
        return look(processor).rows().stream()
                .filter(Row::isOursToClaim)
                .map(Row::segment)
                .toList();
    }

    /**
     * Gives the store its name if it has none yet, before Axon Server asks for it in the middle of the start: of two nodes
     * that begin with an empty database at once, one finds that the other was faster.
     */
    void name(TransactionManager transactions) {
        try {
            transactions.fetchInTransaction(this::retrieveStorageIdentifier);
        } catch (UnableToRetrieveIdentifierException e) {
            transactions.fetchInTransaction(this::retrieveStorageIdentifier);
        }
    }

    /** A claim holds much longer than the pauses after which a processor, having nothing else to store, renews it. */
    @Override
    public void extendClaim(String processor, int segment) {
        TokenEntry.PK key = new TokenEntry.PK(processor, segment);
        Long last = renewed.get(key);
        long now = System.nanoTime();
        if (last == null || now - last > RENEWED_AFTER_NANOS) {
            super.extendClaim(processor, segment);
            renewed.put(key, now);
        }
    }
}
