package dev.passlink.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"login.example.org", "localhost", "127.0.0.1", "[::1]"})
    void theSenderIsAtThePublicHostUnlessSaidOtherwise(String host) {
        assertThat(MailSettings.of(host, SampleMail.SETTINGS.transport())
                        .sender()
                        .getAddress())
                .isEqualTo("passlink@" + host);
    }
}
