package dev.passlink.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree as RFC 6962, section 2.1, has it, over SHA-256: a leaf is hashed behind a byte 0, a node behind a byte 1, and a
 * list is split at the largest power of two that is smaller than it. So the root over all leaves is the root over the
 * roots of blocks, if their size is a power of two.
 */
final class MerkleTree {

    private MerkleTree() {}

    /** The hash of a leaf. */
    static byte[] leaf(byte[] content) {
        return sha256(new byte[] {0}, content);
    }

    /** The root over hashes of leaves, or over roots of blocks of one size that is a power of two, but the last. */
    static byte[] root(List<byte[]> hashes) {
        List<byte[]> level = hashes;
        while (level.size() > 1) { // pairs from the left: the one without a partner is the smaller tree at the right
            List<byte[]> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(sha256(new byte[] {1}, level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                above.add(level.get(level.size() - 1));
            }
            level = above;
        }
        return level.isEmpty() ? sha256() : level.get(0);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
