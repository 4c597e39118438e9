package dev.passlink.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.common.DateTimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a time is read as Axon reads it, the shorter way or not. */
class TimedEntryTest {

    @Test
    void aTimeIsReadAsItWasWritten() {
        Instant begin = Instant.parse("1999-12-31T23:59:59.999Z");
        for (int i = 0; i < 10_000; i++) {
            Instant time = begin.plus(Duration.ofMillis(i * 1_000_000_007L));
            assertThat(TimedEntry.parsed(DateTimeUtils.formatInstant(time))).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00.123456Z",
                "2026-01-01T02:00:00+02:00",
                "2024-02-29T12:00:00.000Z",
                "2026-01-01t00:00:00.000z"
            })
    void aTimeInAnotherFormIsTheSameTime(String text) {
        assertThat(TimedEntry.parsed(text)).isEqualTo(DateTimeUtils.parseInstant(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T12:00:00.000Z",
                "2026-13-01T00:00:00.000Z",
                "2026-01-01T24:00:00.000Z",
                "2026-01-01T00:00:60.000Z",
                "2026-+1-01T00:00:00.000Z",
                "2026-01-01 00:00:00.000Z",
                "",
                "yesterday"
            })
    void whatIsNoTimeForAxonIsNone(String text) {
        assertThatThrownBy(() -> DateTimeUtils.parseInstant(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> TimedEntry.parsed(text)).isInstanceOf(DateTimeException.class);
    }
}
