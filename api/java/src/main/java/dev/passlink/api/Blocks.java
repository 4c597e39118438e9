package dev.passlink.api;

import dev.passlink.api.code.LabelledFields;
import dev.passlink.api.engine.StoredEvent;
import dev.passlink.api.engine.StoredEvents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The hashes of a history, block by block, as its events come in. */
final class Blocks {

    /** Events of a block; a power of two. */
    static final int SIZE = 1_024;

    private static final String LEAF = "passlink/seal/event/v1";

    private final List<byte[]> blocks = new ArrayList<>();
    private final List<byte[]> leaves = new ArrayList<>(SIZE);
    private long events;
    private long position = StoredEvents.BEGINNING;

    /** Takes in the next event. */
    void add(StoredEvent event) {
        leaves.add(MerkleTree.leaf(content(event)));
        events++;
        position = event.position();
        if (leaves.size() == SIZE) {
            closeBlock();
        }
    }

    /** How many events were taken in. */
    long events() {
        return events;
    }

    /** The position of the last of them; {@link StoredEvents#BEGINNING} if there was none. */
    long position() {
        return position;
    }

    /** The roots of all blocks, the last of which may be shorter; nothing can be added any more. */
    List<byte[]> finished() {
        if (!leaves.isEmpty()) {
            closeBlock();
        }
        return List.copyOf(blocks);
    }

    private void closeBlock() {
        blocks.add(MerkleTree.root(leaves));
        leaves.clear();
    }

    /** Everything that is stored of an event but its position: gaps between positions mean nothing. */
    private static byte[] content(StoredEvent event) {
        LabelledFields fields = LabelledFields.labelled(LEAF)
                .and(event.stream())
                .and(event.streamType())
                .and(ByteBuffer.allocate(Long.BYTES).putLong(event.sequence()).array())
                .and(event.id())
                .and(event.type())
                .and(event.revision() == null ? "" : event.revision())
                .and(event.time())
                .and(event.payload());
        event.metaData().forEach((key, value) -> fields.and(key).and(value));
        return fields.bytes();
    }
}
