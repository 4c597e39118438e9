package dev.passlink.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps looks at a link from being many (behaviour C9): so many a minute on this node, beginning with the first. Thread-safe.
 *
 * @param counts how many there were in the present minute
 */
record Looks(Cache<Looks.Link, AtomicInteger> counts) {

    /** How many a minute of one code id. */
    static final int MOST = 30;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int LINKS_AT_ONCE = 100_000;

    /** The link that is looked at, whether there is such a one or not: in few bytes, since strangers choose its ids. */
    record Link(long half, long otherHalf) {
        static Link of(LinkAccess access) {
            ByteBuffer digest =
                    ByteBuffer.wrap(sha256(access.userId().value().length() + ":" + access.userId() + access.codeId()));
            return new Link(digest.getLong(), digest.getLong());
        }

        private static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }
    }

    Looks() {
        this(Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(LINKS_AT_ONCE)
                .build());
    }

    /** @throws Rejected {@link Failure.Overloaded} if there were too many */
    void allow(LinkAccess link) {
        Link looked = Link.of(link);
        if (counts.get(looked, first -> new AtomicInteger()).incrementAndGet() > MOST) {
            throw new Rejected(new Failure.Overloaded());
        }
    }
}
