package dev.passlink.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * An event, as it is stored.
 *
 * @param userId   whose stream it is in
 * @param sequence its place there, the first of all has 0
 */
record StoredEvent(String userId, long sequence, String type, Instant time, JsonNode payload) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static StoredEvent of(String userId, long sequence, String type, Instant time, byte[] payload) {
        try {
            return new StoredEvent(userId, sequence, type, time, JSON.readTree(new String(payload, UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
