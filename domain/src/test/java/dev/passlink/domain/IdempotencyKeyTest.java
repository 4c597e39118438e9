package dev.passlink.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a key, and when two requests look the same (behaviour O7). */
class IdempotencyKeyTest {

    private static final Caller ANN = Caller.of("ann", "acme");

    @ParameterizedTest
    @ValueSource(strings = {"k", "!", "~", "550e8400-e29b-41d4-a716-446655440000", "\"quoted\""})
    void visibleAsciiIsAKey(String text) {
        assertThat(IdempotencyKey.of(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "a\n", "\u007f", "ä", "😀"})
    void nothingElseIsAKey(String text) {
        assertRefused(text);
    }

    @Test
    void aKeyHasAtMost255Characters() {
        assertThat(IdempotencyKey.of("k".repeat(255)).value()).hasSize(255);
        assertRefused("k".repeat(256));
    }

    @Test
    void aKeyIsNotInItsText() {
        assertThat(IdempotencyKey.of("sesame").toString()).doesNotContain("sesame");
    }

    @Test
    void theSameCallerWithTheSameKeyIsTheSameRequest() {
        Caller withMoreGrants = Caller.of("ann", "acme", Grant.everywhere("IAM_OWNER"));
        assertThat(IdempotencyKey.of("k").fingerprint(ANN))
                .isEqualTo(IdempotencyKey.of("k").fingerprint(withMoreGrants));
    }

    @Test
    void anotherKeyAnotherUserAndAnotherHomeAreOtherRequests() {
        RequestFingerprint request = IdempotencyKey.of("k").fingerprint(ANN);
        assertThat(IdempotencyKey.of("K").fingerprint(ANN)).isNotEqualTo(request);
        assertThat(IdempotencyKey.of("k").fingerprint(Caller.of("bob", "acme"))).isNotEqualTo(request);
        assertThat(IdempotencyKey.of("k").fingerprint(Caller.of("ann", "globex")))
                .isNotEqualTo(request);
    }

    @Test
    void whatStandsWhereMatters() {
        assertThat(IdempotencyKey.of("k").fingerprint(Caller.of("annac", "me")))
                .isNotEqualTo(IdempotencyKey.of("k").fingerprint(Caller.of("ann", "acme")));
        assertThat(IdempotencyKey.of("mek").fingerprint(Caller.of("ann", "ac")))
                .isNotEqualTo(IdempotencyKey.of("k").fingerprint(Caller.of("ann", "acme")));
    }

    @Test
    void aFingerprintIsMadeAsItsDocumentationSays() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(bytes);
        for (String field : new String[] {"passlink/idempotency/v1", "änn", "acme", "k"}) {
            fields.writeInt(field.getBytes(UTF_8).length);
            fields.write(field.getBytes(UTF_8));
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        assertThat(IdempotencyKey.of("k").fingerprint(Caller.of("änn", "acme")).value())
                .isEqualTo(HexFormat.of().formatHex(digest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0F"})
    void aFingerprintIsNothingElse(String text) {
        assertThatThrownBy(() -> new RequestFingerprint(text)).isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> new RequestFingerprint("A".repeat(64))).isInstanceOf(Rejected.class);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> IdempotencyKey.of(text))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refusal -> assertThat(refusal.failure()).isInstanceOf(Failure.RequestInvalid.class));
    }
}
