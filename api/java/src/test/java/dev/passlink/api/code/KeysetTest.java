package dev.passlink.api.code;

import static dev.passlink.api.code.KeysetKey.State.ENABLED;
import static dev.passlink.api.code.KeysetKey.State.PRIMARY;
import static dev.passlink.api.code.KeysetKey.State.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.prf.Prf;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTest {

    private static final Pattern MATERIAL = Pattern.compile("\"value\":\"([^\"]+)\"");

    @Test
    void aRotationAddsAPrimaryKeyAndKeepsTheOthers() {
        Keyset<Map<Integer, Prf>> first = Keyset.generate(KeysetKind.CODES);
        Keyset<Map<Integer, Prf>> second = first.rotated();
        assertThat(first.keys()).extracting(KeysetKey::state).containsExactly(PRIMARY);
        assertThat(second.keys()).extracting(KeysetKey::state).containsExactly(ENABLED, PRIMARY);
        assertThat(second.keys().get(0).id()).isEqualTo(first.primaryId());
    }

    @Test
    void aRetiredKeyStaysAsAnEntryButItsMaterialIsGone() {
        Keyset<Map<Integer, Prf>> before = Keyset.generate(KeysetKind.CODES);
        int keyId = before.primaryId();
        String material = material(before);

        Keyset<Map<Integer, Prf>> after =
                Keyset.parse(KeysetKind.CODES, before.rotated().retired(keyId).toJson());

        assertThat(after.state(keyId)).contains(RETIRED);
        assertThat(after.use()).doesNotContainKey(keyId).hasSize(1);
        assertThat(after.toJson()).doesNotContain(material);
    }

    @Test
    void aKeyIsRetiredOnce() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        Keyset<Map<Integer, Prf>> retired = keyset.rotated().retired(keyset.primaryId());
        assertThat(retired.retired(keyset.primaryId()).keys()).isEqualTo(retired.keys());
    }

    @Test
    void rotationGoesOnBesideARetiredKey() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        Keyset<Map<Integer, Prf>> rotated =
                keyset.rotated().retired(keyset.primaryId()).rotated();
        assertThat(Keyset.parse(KeysetKind.CODES, rotated.toJson()).keys())
                .extracting(KeysetKey::state)
                .containsExactlyInAnyOrder(RETIRED, ENABLED, PRIMARY);
    }

    @Test
    void thePrimaryKeyIsNotRetired() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        assertThatThrownBy(() -> keyset.retired(keyset.primaryId()))
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageContaining("rotate first");
    }

    @Test
    void aKeyThatIsNotThereIsNotRetired() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        assertThatThrownBy(() -> keyset.retired(keyset.primaryId() + 1)).isInstanceOf(UnusableKeyset.class);
    }

    @Test
    void itsTextNamesKeysButNeverTheirMaterial() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        assertThat(keyset.toString())
                .contains(Integer.toUnsignedString(keyset.primaryId()) + " PRIMARY")
                .doesNotContain(material(keyset));
    }

    @Test
    void aKeySwitchedOffByHandIsNotUsed() {
        Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
        int keyId = keyset.primaryId();
        String json = keyset.rotated().toJson().replaceFirst("\"ENABLED\"", "\"DISABLED\"");
        Keyset<Map<Integer, Prf>> switchedOff = Keyset.parse(KeysetKind.CODES, json);
        assertThat(switchedOff.state(keyId)).contains(KeysetKey.State.DISABLED);
        assertThat(switchedOff.use()).doesNotContainKey(keyId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "S3cret", "{\"S3cret\": 1}", "{\"primaryKeyId\":1,\"key\":[{\"S3cret"})
    void whatIsNoKeysetIsRefusedWithoutQuotingIt(String content) {
        assertRefused(content);
    }

    @Test
    void aDamagedKeyIsRefusedWithoutQuotingIt() {
        assertRefused(
                Keyset.generate(KeysetKind.CODES).toJson().replaceFirst("\"value\":\"....", "\"value\":\"@S3cret"));
    }

    @Test
    void keysOfAnotherKindAreRefused() {
        for (String kind : List.of("HmacPrfKey", "AesGcmKey", "S3cretKey")) {
            assertRefused(Keyset.generate(KeysetKind.CODES).toJson().replace("HkdfPrfKey", kind));
        }
    }

    private static void assertRefused(String content) {
        assertThatThrownBy(() -> Keyset.parse(KeysetKind.CODES, content))
                .isInstanceOf(UnusableKeyset.class)
                .hasNoCause()
                .message()
                .doesNotContain("S3cret");
    }

    private static String material(Keyset<Map<Integer, Prf>> keyset) {
        Matcher matcher = MATERIAL.matcher(keyset.toJson());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
