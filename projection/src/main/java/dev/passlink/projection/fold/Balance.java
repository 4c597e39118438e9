package dev.passlink.projection.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are there, and those that histories lead to, weighed against each other for each user. So rows and
 * events can be read each in the order in which they are stored, whatever that is, and in several threads.
 *
 * <p>A row weighs 128 bits that nobody can foresee, a hash under a key that is drawn for each balance; the weights of what
 * is there are added, those of what is due subtracted. Who is in balance needs no memory any more, others take about
 * 150 bytes and their id each.
 */
public final class Balance {

    private static final String HASH = "SHA-256";

    private final byte[] key = new byte[32];
    private final ConcurrentMap<String, Weight> users = new ConcurrentHashMap<>();

    /** Nothing on either side. */
    public Balance() {
        new SecureRandom().nextBytes(key);
    }

    /** Users whose rows are not the expected ones, in any order. */
    public List<String> unbalanced() {
        return List.copyOf(users.keySet());
    }

    /** The side with the rows of a table that are there; for one thread. */
    Side there(Columns columns) {
        return new Side(columns, 1);
    }

    /** The side with the rows of a table that should be there; for one thread. */
    Side due(Columns columns) {
        return new Side(columns, -1);
    }

    /** Two sums modulo 2^64. */
    private record Weight(long left, long right) {

        private static final Weight NONE = new Weight(0, 0);

        private Weight plus(Weight other) {
            return new Weight(left + other.left, right + other.right);
        }
    }

    private void add(String userId, Weight weight) {
        users.merge(userId, weight, (before, more) -> {
            Weight sum = before.plus(more);
            return sum.equals(Weight.NONE) ? null : sum;
        });
    }

    /** Where rows are put; those of one user after the other are added up first. */
    final class Side implements AutoCloseable {

        private final byte[] table;
        private final int sign;
        private final MessageDigest digest;
        private ByteBuffer row = ByteBuffer.allocate(4_096);
        private String userId = "";
        private Weight weight = Weight.NONE;

        private Side(Columns columns, int sign) {
            this.table = columns.table().getBytes(UTF_8);
            this.sign = sign;
            try {
                this.digest = MessageDigest.getInstance(HASH);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java has it
            }
        }

        /** A row's values, of which the first, the generation, has no weight. */
        void put(@Nullable Object[] values) {
            row.clear();
            for (int i = 1; i < values.length; i++) {
                take(values[i]);
            }
            digest.update(key);
            digest.update(table);
            digest.update(row.flip());
            ByteBuffer hash = ByteBuffer.wrap(digest.digest());
            String ofRow = String.valueOf(values[1]);
            if (!ofRow.equals(userId)) {
                close();
                userId = ofRow;
            }
            weight = weight.plus(new Weight(sign * hash.getLong(), sign * hash.getLong()));
        }

        /** Adds what was put last. */
        @Override
        public void close() {
            if (!weight.equals(Weight.NONE)) {
                add(userId, weight);
                weight = Weight.NONE;
            }
        }

        private void take(@Nullable Object value) {
            if (value == null) {
                room(1).put((byte) 0);
            } else if (value instanceof Instant time) {
                room(1 + Long.BYTES + Integer.BYTES)
                        .put((byte) 1)
                        .putLong(time.getEpochSecond())
                        .putInt(time.getNano());
            } else if (value instanceof Number whole) {
                room(1 + Long.BYTES).put((byte) 2).putLong(whole.longValue());
            } else {
                take(value.toString());
            }
        }

        /** As chars, since an encoding takes broken pairs of them for the same; those of ASCII are the fewest bytes. */
        private void take(String text) {
            room(1 + Integer.BYTES + (1 + Character.BYTES) * text.length())
                    .put((byte) 3)
                    .putInt(text.length());
            for (int i = 0; i < text.length(); i++) {
                char next = text.charAt(i);
                if (next < 0x80) {
                    row.put((byte) next);
                } else {
                    row.put((byte) -1).putChar(next);
                }
            }
        }

        private ByteBuffer room(int bytes) {
            if (row.remaining() < bytes) {
                row = ByteBuffer.allocate(2 * (row.position() + bytes)).put(row.flip());
            }
            return row;
        }
    }
}
