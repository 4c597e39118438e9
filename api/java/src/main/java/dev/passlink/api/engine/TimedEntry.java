package dev.passlink.api.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.jspecify.annotations.Nullable;

/**
 * A stored event of which the time is read as Axon reads it, but without a formatter where it is as Axon writes it: that
 * would take as long as to parse the metadata.
 */
final class TimedEntry extends GenericDomainEventEntry<byte[]> {

    private static final String FORM = "0000-00-00T00:00:00.000Z";
    private static final int NANOS_A_MILLI = 1_000_000;

    private final String time;

    TimedEntry(
            String type,
            String aggregateIdentifier,
            long sequence,
            String id,
            String time,
            String payloadType,
            @Nullable String revision,
            byte[] payload,
            byte[] metaData) {
        super(type, aggregateIdentifier, sequence, id, time, payloadType, revision, payload, metaData);
        this.time = time;
    }

    /** @throws DateTimeException if it is none */
    @Override
    public Instant getTimestamp() {
        return parsed(time);
    }

    static Instant parsed(String time) {
        return isPlain(time)
                ? LocalDateTime.of(
                                number(time, 0, 4),
                                number(time, 5, 7),
                                number(time, 8, 10),
                                number(time, 11, 13),
                                number(time, 14, 16),
                                number(time, 17, 19),
                                number(time, 20, 23) * NANOS_A_MILLI)
                        .toInstant(ZoneOffset.UTC)
                : DateTimeUtils.parseInstant(time);
    }

    private static boolean isPlain(String time) {
        if (time.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char form = FORM.charAt(i);
            char is = time.charAt(i);
            if (form == '0' ? is < '0' || is > '9' : is != form) {
                return false;
            }
        }
        return true;
    }

    private static int number(String time, int from, int to) {
        return Integer.parseInt(time, from, to, 10);
    }
}
