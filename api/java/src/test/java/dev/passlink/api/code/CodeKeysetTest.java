package dev.passlink.api.code;

import static dev.passlink.api.code.CodeKey.State.ENABLED;
import static dev.passlink.api.code.CodeKey.State.PRIMARY;
import static dev.passlink.api.code.CodeKey.State.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeKeysetTest {

    private static final Pattern MATERIAL = Pattern.compile("\"value\":\"([^\"]+)\"");

    @Test
    void aRotationAddsAPrimaryKeyAndKeepsTheOthers() {
        CodeKeyset first = CodeKeyset.generate();
        CodeKeyset second = first.rotated();
        assertThat(first.keys()).extracting(CodeKey::state).containsExactly(PRIMARY);
        assertThat(second.keys()).extracting(CodeKey::state).containsExactly(ENABLED, PRIMARY);
        assertThat(second.keys().get(0).id()).isEqualTo(first.primaryId());
    }

    @Test
    void aRetiredKeyStaysAsAnEntryButItsMaterialIsGone() {
        CodeKeyset before = CodeKeyset.generate();
        int keyId = before.primaryId();
        String material = material(before);

        CodeKeyset after = CodeKeyset.parse(before.rotated().retired(keyId).toJson());

        assertThat(after.state(keyId)).contains(RETIRED);
        assertThat(after.prfs()).doesNotContainKey(keyId).hasSize(1);
        assertThat(after.toJson()).doesNotContain(material);
    }

    @Test
    void aKeyIsRetiredOnce() {
        CodeKeyset keyset = CodeKeyset.generate();
        CodeKeyset retired = keyset.rotated().retired(keyset.primaryId());
        assertThat(retired.retired(keyset.primaryId()).keys()).isEqualTo(retired.keys());
    }

    @Test
    void rotationGoesOnBesideARetiredKey() {
        CodeKeyset keyset = CodeKeyset.generate();
        CodeKeyset rotated = keyset.rotated().retired(keyset.primaryId()).rotated();
        assertThat(CodeKeyset.parse(rotated.toJson()).keys())
                .extracting(CodeKey::state)
                .containsExactlyInAnyOrder(RETIRED, ENABLED, PRIMARY);
    }

    @Test
    void thePrimaryKeyIsNotRetired() {
        CodeKeyset keyset = CodeKeyset.generate();
        assertThatThrownBy(() -> keyset.retired(keyset.primaryId()))
                .isInstanceOf(UnusableKeyset.class)
                .hasMessageContaining("rotate first");
    }

    @Test
    void aKeyThatIsNotThereIsNotRetired() {
        CodeKeyset keyset = CodeKeyset.generate();
        assertThatThrownBy(() -> keyset.retired(keyset.primaryId() + 1)).isInstanceOf(UnusableKeyset.class);
    }

    @Test
    void itsTextNamesKeysButNeverTheirMaterial() {
        CodeKeyset keyset = CodeKeyset.generate();
        assertThat(keyset.toString())
                .contains(Integer.toUnsignedString(keyset.primaryId()) + " PRIMARY")
                .doesNotContain(material(keyset));
    }

    @Test
    void aKeySwitchedOffByHandIsNotUsed() {
        CodeKeyset keyset = CodeKeyset.generate();
        int keyId = keyset.primaryId();
        String json = keyset.rotated().toJson().replaceFirst("\"ENABLED\"", "\"DISABLED\"");
        CodeKeyset switchedOff = CodeKeyset.parse(json);
        assertThat(switchedOff.state(keyId)).contains(CodeKey.State.DISABLED);
        assertThat(switchedOff.prfs()).doesNotContainKey(keyId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "S3cret", "{\"S3cret\": 1}", "{\"primaryKeyId\":1,\"key\":[{\"S3cret"})
    void whatIsNoKeysetIsRefusedWithoutQuotingIt(String content) {
        assertRefused(content);
    }

    @Test
    void aDamagedKeyIsRefusedWithoutQuotingIt() {
        assertRefused(CodeKeyset.generate().toJson().replaceFirst("\"value\":\"....", "\"value\":\"@S3cret"));
    }

    @Test
    void keysOfAnotherKindAreRefused() {
        for (String kind : List.of("HmacPrfKey", "AesGcmKey", "S3cretKey")) {
            assertRefused(CodeKeyset.generate().toJson().replace("HkdfPrfKey", kind));
        }
    }

    private static void assertRefused(String content) {
        assertThatThrownBy(() -> CodeKeyset.parse(content))
                .isInstanceOf(UnusableKeyset.class)
                .hasNoCause()
                .message()
                .doesNotContain("S3cret");
    }

    private static String material(CodeKeyset keyset) {
        Matcher matcher = MATERIAL.matcher(keyset.toJson());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
