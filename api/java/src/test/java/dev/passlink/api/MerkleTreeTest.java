package dev.passlink.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {

    /** Of the leaves that the reference implementation of Certificate Transparency tests with. */
    private static final List<byte[]> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657").stream()
                    .map(HexFormat.of()::parseHex)
                    .toList();

    @Test
    void theRootOfNothingIsTheHashOfNothing() {
        assertThat(hex(MerkleTree.root(List.of())))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void rootsAreThoseThatAreKnown() {
        assertThat(IntStream.of(1, 2, 3, 7).mapToObj(MerkleTreeTest::rootOfFirst))
                .containsExactly(
                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 1023, 1024, 1025, 2049, 5000})
    void theRootIsTheOneThatTheRecursionOfTheRfcGives(int size) throws Exception {
        List<byte[]> leaves = IntStream.range(0, size)
                .mapToObj(i -> MerkleTree.leaf(new byte[] {(byte) i, (byte) (i >> 8)}))
                .toList();
        List<byte[]> blocks = new ArrayList<>();
        for (int i = 0; i < size; i += 16) {
            blocks.add(MerkleTree.root(leaves.subList(i, Math.min(size, i + 16))));
        }

        assertThat(MerkleTree.root(leaves)).isEqualTo(recursively(leaves));
        assertThat(MerkleTree.root(blocks)).isEqualTo(recursively(leaves));
    }

    private static byte[] recursively(List<byte[]> leaves) throws Exception {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) 1);
        digest.update(recursively(leaves.subList(0, split)));
        digest.update(recursively(leaves.subList(split, leaves.size())));
        return digest.digest();
    }

    private static String rootOfFirst(int leaves) {
        return hex(MerkleTree.root(
                LEAVES.subList(0, leaves).stream().map(MerkleTree::leaf).toList()));
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
