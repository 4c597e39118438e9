package dev.passlink.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

    @ParameterizedTest
    @CsvSource({"0, PT5S", "1, PT10S", "2, PT20S", "6, PT5M20S", "7, PT10M", "1000000, PT10M"})
    void delaysDoubleUpToTenMinutes(int failures, Duration delay) {
        assertThat(BackOff.after(failures)).isEqualTo(delay);
    }
}
