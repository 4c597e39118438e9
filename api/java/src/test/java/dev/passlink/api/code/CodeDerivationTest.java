package dev.passlink.api.code;

import static dev.passlink.api.code.SampleCodes.code;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.prf.Prf;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.CodeId;
import dev.passlink.domain.user.CodeProof;
import dev.passlink.domain.user.CodeSeed;
import dev.passlink.domain.user.CodeVerifier.Answer;
import dev.passlink.domain.user.InitCode;
import dev.passlink.domain.user.UserId;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeDerivationTest {

    private static final UserId USER = new UserId("user-1");
    private static final CodeId CODE = new CodeId("code-1");
    private static final CodeSeed GOLDEN_SEED = new CodeSeed("000102030405060708090a0b0c0d0e0f", 20260101);
    /** The key in the golden keyset: the bytes 0 to 31. */
    private static final byte[] GOLDEN_KEY = bytesUpTo(32);

    private final Keyset<Map<Integer, Prf>> keyset = Keyset.generate(KeysetKind.CODES);
    private final CodeDerivation codes = CodeDerivation.with(keyset);

    @Test
    void theGoldenVectorIsDerivedForEver() throws IOException {
        assertThat(golden().derive(USER, code(CODE, GOLDEN_SEED, 64, SampleCodes.OWNER)))
                .isEqualTo("s0yxpbRfLOkN9xq6We56Di0KsxeXreMxUlA3IQzetnBF815U50ucbmx0PZcYjlgc");
        assertThat(golden().derive(USER, code(CODE, GOLDEN_SEED))).isEqualTo("s0yxpbRfLOkN");
    }

    @Test
    void theDerivationIsTheOneThatTheRuleSpellsOut() throws IOException, GeneralSecurityException {
        CodeDerivation golden = golden();
        for (int i = 0; i < 200; i++) {
            UserId user = new UserId("Zoë-" + i);
            InitCode code = code(golden.newCodeId(), golden.newSeed(), 64, new ResourceOwner("組織-" + i));
            assertThat(golden.derive(user, code)).isEqualTo(SpelledOutDerivation.derive(GOLDEN_KEY, user, code));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 31, 63, 64})
    void aCodeHasItsLengthAndOnlyLettersAndDigits(int length) {
        for (int i = 0; i < 500; i++) {
            InitCode code = code(codes.newCodeId(), codes.newSeed(), length, SampleCodes.OWNER);
            assertThat(codes.derive(USER, code)).hasSize(length).matches("[A-Za-z0-9]+");
        }
    }

    @Test
    void everyCharacterIsAboutEquallyLikely() {
        int drawn = 2_000 * 64;
        Map<Integer, Long> counts = Stream.generate(() -> code(CODE, codes.newSeed(), 64, SampleCodes.OWNER))
                .limit(2_000)
                .flatMap(code -> codes.derive(USER, code).chars().boxed())
                .collect(Collectors.groupingBy(character -> character, Collectors.counting()));

        double expected = drawn / 62.0;
        double chiSquare = counts.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(counts).hasSize(62);
        // 61 degrees of freedom: more than 150 happens by chance less than once in a hundred million runs, while
        // folding
        // all 256 bytes onto 62 characters would add some 600.
        assertThat(chiSquare).isLessThan(150);
    }

    @Test
    void everyIngredientMakesAnotherCode() {
        CodeSeed seed = codes.newSeed();
        Set<String> derived = new HashSet<>();
        derived.add(codes.derive(USER, code(CODE, seed)));
        derived.add(codes.derive(new UserId("user-2"), code(CODE, seed)));
        derived.add(codes.derive(USER, code(new CodeId("code-2"), seed)));
        derived.add(codes.derive(USER, code(CODE, codes.newSeed())));
        derived.add(codes.derive(USER, code(CODE, seed, 12, new ResourceOwner("org-2"))));
        assertThat(derived).hasSize(5);
    }

    @Test
    void theRightCodeIsRight() {
        InitCode code = code(codes.newCodeId(), codes.newSeed());
        CodeProof proof = codes.prove(USER, code.codeId(), codes.derive(USER, code));
        assertThat(codes.verify(USER, code, proof)).isEqualTo(Answer.RIGHT);
    }

    @Test
    void anythingElseIsWrong() {
        InitCode code = code(codes.newCodeId(), codes.newSeed());
        String right = codes.derive(USER, code);
        Stream.of("", right + "A", right.substring(1), right.toLowerCase(Locale.ROOT) + "-", "\uD800", "x".repeat(64))
                .forEach(presented -> assertThat(codes.verify(USER, code, codes.prove(USER, code.codeId(), presented)))
                        .isEqualTo(Answer.WRONG));
    }

    @Test
    void aMonstrousInputIsSimplyAWrongCode() {
        InitCode code = code(codes.newCodeId(), codes.newSeed());
        CodeProof proof = codes.prove(USER, code.codeId(), "A".repeat(5_000_000));
        assertThat(codes.verify(USER, code, proof)).isEqualTo(Answer.WRONG);
    }

    @Test
    void aProofIsGoodForItsUserAndItsCodeOnly() {
        InitCode code = code(CODE, codes.newSeed());
        String right = codes.derive(USER, code);
        assertThat(codes.verify(USER, code, codes.prove(new UserId("user-2"), CODE, right)))
                .isEqualTo(Answer.WRONG);
        assertThat(codes.verify(USER, code, codes.prove(USER, new CodeId("code-2"), right)))
                .isEqualTo(Answer.WRONG);
    }

    @Test
    void aProofContainsNoCode() {
        InitCode code = code(CODE, codes.newSeed());
        String right = codes.derive(USER, code);
        assertThat(codes.prove(USER, CODE, right).prfs().toString()).doesNotContain(right);
    }

    @Test
    void aForgedProofThatIsNoHexadecimalIsWrong() {
        InitCode code = code(CODE, codes.newSeed());
        CodeProof forged = new CodeProof(Map.of(code.seed().keyId(), "not hexadecimal"));
        assertThat(codes.verify(USER, code, forged)).isEqualTo(Answer.WRONG);
    }

    @Test
    void olderCodesStayRightAfterARotation() {
        InitCode older = code(CODE, codes.newSeed());
        String link = codes.derive(USER, older);

        CodeDerivation rotated = CodeDerivation.with(keyset.rotated());

        assertThat(rotated.newSeed().keyId()).isNotEqualTo(older.seed().keyId());
        assertThat(rotated.verify(USER, older, rotated.prove(USER, CODE, link))).isEqualTo(Answer.RIGHT);
    }

    @Test
    void codesOfARetiredKeyAreInvalid() {
        InitCode older = code(CODE, codes.newSeed());
        CodeProof proof = codes.prove(USER, CODE, codes.derive(USER, older));

        CodeDerivation retired =
                CodeDerivation.with(keyset.rotated().retired(older.seed().keyId()));

        assertThat(retired.verify(USER, older, proof)).isEqualTo(Answer.KEY_RETIRED);
        assertThat(retired.verify(USER, older, retired.prove(USER, CODE, "whatever")))
                .isEqualTo(Answer.KEY_RETIRED);
        assertThatThrownBy(() -> retired.derive(USER, older))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.failure()).isInstanceOf(Failure.CodeInvalid.class));
    }

    @Test
    void aKeyThisNodeHasNeverSeenIsUnknown() {
        CodeDerivation elsewhere = CodeDerivation.with(Keyset.generate(KeysetKind.CODES));
        InitCode foreign = code(CODE, elsewhere.newSeed());
        CodeProof proof = elsewhere.prove(USER, CODE, elsewhere.derive(USER, foreign));

        assertThat(codes.verify(USER, foreign, proof)).isEqualTo(Answer.KEY_UNKNOWN);
        assertThatThrownBy(() -> codes.derive(USER, foreign))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.failure()).isInstanceOf(Failure.Unavailable.class));
    }

    @Test
    void aProofFromANodeThatDoesNotHaveTheKeyYetTellsNothing() {
        CodeDerivation ahead = CodeDerivation.with(keyset.rotated());
        InitCode newer = code(CODE, ahead.newSeed());
        CodeProof behind = codes.prove(USER, CODE, ahead.derive(USER, newer));
        assertThat(ahead.verify(USER, newer, behind)).isEqualTo(Answer.KEY_UNKNOWN);
    }

    @Test
    void idsAndSeedsAreFresh() {
        CodeDerivation otherNode = CodeDerivation.with(keyset);
        Set<CodeId> ids = IntStream.range(0, 10_000)
                .mapToObj(i -> (i % 2 == 0 ? codes : otherNode).newCodeId())
                .collect(Collectors.toSet());
        Set<CodeSeed> seeds =
                IntStream.range(0, 10_000).mapToObj(i -> codes.newSeed()).collect(Collectors.toSet());
        assertThat(ids).hasSize(10_000).allMatch(id -> id.value().matches("[1-9][0-9]{17,18}"));
        assertThat(seeds).hasSize(10_000);
    }

    private static CodeDerivation golden() throws IOException {
        try (InputStream json = CodeDerivationTest.class.getResourceAsStream("/golden/code/keyset.json")) {
            return CodeDerivation.with(Keyset.parse(
                    KeysetKind.CODES, new String(Objects.requireNonNull(json).readAllBytes(), UTF_8)));
        }
    }

    private static byte[] bytesUpTo(int end) {
        byte[] bytes = new byte[end];
        for (int i = 0; i < end; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
