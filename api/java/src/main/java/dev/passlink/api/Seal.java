package dev.passlink.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.passlink.api.code.LabelledFields;
import dev.passlink.api.code.SealKeys;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A signed checkpoint of the history: what all events up to a position were when it was made. Kept where whoever can write
 * to the store cannot write, it proves later that none of them was changed, removed, swapped with another, or inserted.
 *
 * @param format    {@value #FORMAT}
 * @param sealedAt  when it was made, in milliseconds
 * @param position  the position up to which it goes; for an empty store the least there is
 * @param events    how many events that were
 * @param blockSize events of a block, the last of which may have fewer
 * @param blocks    root of the Merkle tree (RFC 6962, SHA-256) over each block, as hex
 * @param root      root of the tree over all events, as hex
 * @param key       id of the key that signed it, as {@code keys list} shows it
 * @param signature Ed25519 over all the rest but the blocks, which the root stands for, as Base64
 */
public record Seal(
        String format,
        Instant sealedAt,
        long position,
        long events,
        int blockSize,
        List<String> blocks,
        String root,
        String key,
        String signature) {

    /** What a seal of this kind is called in its file. */
    public static final String FORMAT = "passlink-seal/1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if it is of another format, or its numbers contradict each other */
    public Seal {
        blocks = List.copyOf(blocks);
        if (!FORMAT.equals(format) || blockSize != Blocks.SIZE) {
            throw new IllegalArgumentException("not a " + FORMAT);
        }
        if (events < 0 || blocks.size() != (events + blockSize - 1) / blockSize) {
            throw new IllegalArgumentException("as many blocks as events need");
        }
        if (!HASH.matcher(root).matches()
                || !blocks.stream().allMatch(block -> HASH.matcher(block).matches())) {
            throw new IllegalArgumentException("a hash has 64 hex digits");
        }
    }

    static Seal of(Instant at, long position, long events, List<byte[]> blocks, SealKeys keys) {
        Instant sealedAt = at.truncatedTo(ChronoUnit.MILLIS);
        byte[] root = MerkleTree.root(blocks);
        try {
            byte[] signature = keys.signer().sign(signed(sealedAt, position, events, root));
            return new Seal(
                    FORMAT,
                    sealedAt,
                    position,
                    events,
                    Blocks.SIZE,
                    blocks.stream().map(HexFormat.of()::formatHex).toList(),
                    HexFormat.of().formatHex(root),
                    Integer.toUnsignedString(keys.primaryId()),
                    Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the history cannot be signed", e);
        }
    }

    /**
     * Reads the JSON of a seal.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Seal ofJson(String json) {
        try {
            return JSON.readValue(json, Seal.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a seal", e);
        }
    }

    /** The seal as JSON, to be kept elsewhere. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether one of these keys has signed it, and nothing of it was changed since. */
    public boolean isSignedBy(SealKeys keys) {
        try {
            byte[] computed = MerkleTree.root(
                    blocks.stream().map(HexFormat.of()::parseHex).toList());
            keys.verifier().verify(Base64.getDecoder().decode(signature), signed(sealedAt, position, events, computed));
            return HexFormat.of().formatHex(computed).equals(root);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] signed(Instant at, long position, long events, byte[] root) {
        return LabelledFields.labelled(FORMAT)
                .and(at.toString())
                .and(ByteBuffer.allocate(Long.BYTES).putLong(position).array())
                .and(ByteBuffer.allocate(Long.BYTES).putLong(events).array())
                .and(ByteBuffer.allocate(Integer.BYTES).putInt(Blocks.SIZE).array())
                .and(root)
                .bytes();
    }
}
