package dev.passlink.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.InitCodeRules.Addresses;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values that commands and events are made of accept, and what they print (behaviour, chapters 1, 3, 5). */
class ValueObjectsTest {

    /** One code point, two UTF-16 units. */
    private static final String CLEF = Character.toString(0x1D11E);

    @Test
    void aUserIdHasUpTo200CodePoints() {
        assertThat(new UserId(CLEF.repeat(200))).hasToString(CLEF.repeat(200));
    }

    @Test
    void aUserIdOf201CodePointsIsRefused() {
        assertRefused(() -> new UserId("u".repeat(201)), "user id must not be longer than 200 characters");
    }

    @Test
    void anEmptyUserIdIsRefused() {
        assertRefused(() -> new UserId(""), "user id must not be empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\u0000b", "a\nb", "a\rb", "a\tb", "a\u007fb", "a\u0085b", "a\u2028b", "a\u2029b", "a\ud834b"})
    void aUserIdWithControlCharactersIsRefused(String value) {
        assertRefused(() -> new UserId(value), "user id must not contain control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"credential:", "credential:abc", "system:mailer"})
    void aUserIdThatLooksLikeSomethingElseIsRefused(String value) {
        assertRefused(() -> new UserId(value), "user id must not begin with credential: or system:");
    }

    @Test
    void aPersonalKeyIdIsUpTo64AsciiCharacters() {
        assertThat(new PersonalKeyId("k".repeat(64))).hasToString("k".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "schlüssel"})
    void anotherPersonalKeyIdIsRefused(String value) {
        assertRefused(() -> new PersonalKeyId(value), "personal key id must be 1 to 64 ASCII characters");
    }

    @Test
    void aPersonalKeyIdOf65CharactersIsRefused() {
        assertRefused(() -> new PersonalKeyId("k".repeat(65)), "personal key id must be 1 to 64 ASCII characters");
    }

    @Test
    void whatIsReadOfAnErasedPersonSaysSo() {
        assertThat(Person.ERASED.displayName()).isEqualTo("(erased)");
        assertThat(Person.ERASED.email()).isNull();
        assertThat(Email.ERASED.address()).isEqualTo("erased@erased.invalid");
    }

    @Test
    void aUserIdMayContainWhatItMayNotBeginWith() {
        assertThat(new UserId("my-credential:1").value()).isEqualTo("my-credential:1");
    }

    @Test
    void aCodeIdIsCheckedLikeAUserId() {
        assertRefused(() -> new CodeId(""), "code id must not be empty");
        assertRefused(() -> new CodeId("c".repeat(201)), "code id must not be longer than 200 characters");
        assertRefused(() -> new CodeId("a\nb"), "code id must not contain control characters");
    }

    @Test
    void anOrganizationIdIsCheckedLikeAUserId() {
        assertRefused(() -> new ResourceOwner(""), "organization id must not be empty");
        assertRefused(
                () -> new ResourceOwner("o".repeat(201)), "organization id must not be longer than 200 characters");
        assertRefused(() -> new ResourceOwner("a\nb"), "organization id must not contain control characters");
    }

    @Test
    void aRoleHasAName() {
        assertRefused(() -> Grant.everywhere(""), "role must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user@example.org", "a@b", "first.last+tag@sub.example.org", "münze@例え.jp"})
    void anAddressIsAccepted(String address) {
        assertThat(new Email(address, false).address()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "@example.org",
                "user@",
                "user@@example.org",
                "a@b@c",
                "User <user@example.org>",
                "user@example.org,other@example.org",
                "user@example.org;other@example.org",
                "user (comment)@example.org",
                "\"user\"@example.org",
                "user\\@example.org",
                "user@[127.0.0.1]",
                "user:x@example.org",
                "user name@example.org",
                "user\u00a0name@example.org"
            })
    void whatIsNotOneBareAddressIsRefused(String address) {
        assertRefused(() -> new Email(address, false), "email must be an address such as name@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "victim@good.example＞，＜attacker＠evil.example",
                "victim@good.example，attacker",
                "user＠example.org",
                "a@b﹫c",
                "user@example.org﹔",
                "user@ex´ample.org",
                "user<\u0338@example.org"
            })
    void whatTurnsIntoMoreThanOneBareAddressWhenFoldedIsRefused(String address) {
        assertRefused(() -> new Email(address, false), "email must be an address such as name@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user@example.org\r\nBcc: other@example.org", "user\n@example.org"})
    void anAddressNeverSmugglesAHeader(String address) {
        assertRefused(() -> new Email(address, false), "email must not contain control characters");
    }

    @Test
    void anAddressOf201CodePointsIsRefused() {
        assertRefused(
                () -> new Email("u".repeat(189) + "@example.org", false),
                "email must not be longer than 200 characters");
    }

    @Test
    void anAddressDoesNotPrintItself() {
        assertThat(new Email("user@example.org", false)).hasToString("Email[…]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF",
                "0123456789abcdeg0123456789abcdef"
            })
    void aNonceIs32LowerCaseHexadecimalDigits(String nonce) {
        assertRefused(() -> new CodeSeed(nonce, 1), "nonce must be 32 hexadecimal digits");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE})
    void aKeyIdIsAnyNumber(int keyId) {
        assertThat(new CodeSeed("0123456789abcdef0123456789abcdef", keyId).keyId())
                .isEqualTo(keyId);
    }

    @Test
    void aProofPrintsItsKeysOnly() {
        assertThat(new CodeProof(Map.of(7, "5ec7e7"))).hasToString("CodeProof[7]");
    }

    @Test
    void aProofDoesNotChangeWithTheMapItWasMadeOf() {
        Map<Integer, String> prfs = new HashMap<>(Map.of(1, "a"));
        CodeProof proof = new CodeProof(prfs);

        prfs.put(2, "b");

        assertThat(proof.prfs()).isEqualTo(Map.of(1, "a"));
    }

    @Test
    void aCallerDoesNotGainGrantsLater() {
        Set<Grant> grants = new HashSet<>();
        Caller caller = new Caller(new UserId("user"), new ResourceOwner("home"), grants);

        grants.add(Grant.everywhere("IAM_OWNER"));

        assertThat(caller.grants()).isEmpty();
    }

    @Test
    void theDefaultRulesAreTheDocumentedOnes() {
        assertThat(InitCodeRules.DEFAULT)
                .isEqualTo(
                        new InitCodeRules(12, Duration.ofHours(1), 3, 10, 10, Addresses.REGISTERED, MailLimit.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource({"12, PT1S, 1, 1, 1", "64, PT720H, 100, 100, 100"})
    void rulesMayReachTheirBounds(int length, Duration expiry, int attempts, int ceremonies, int open) {
        assertThatCode(() -> new InitCodeRules(
                        length, expiry, attempts, ceremonies, open, Addresses.VERIFIED, MailLimit.DEFAULT))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "11 | PT1H | 3 | 10 | 10 | code length must be between 12 and 64",
                "65 | PT1H | 3 | 10 | 10 | code length must be between 12 and 64",
                "12 | PT0.999S | 3 | 10 | 10 | expiry must be between 1 second and 30 days",
                "12 | PT720H0.001S | 3 | 10 | 10 | expiry must be between 1 second and 30 days",
                "12 | PT1.0000001S | 3 | 10 | 10 | expiry must be in whole milliseconds",
                "12 | PT1H | 0 | 10 | 10 | maximum of attempts must be between 1 and 100",
                "12 | PT1H | 101 | 10 | 10 | maximum of attempts must be between 1 and 100",
                "12 | PT1H | 3 | 0 | 10 | maximum of failed ceremonies must be between 1 and 100",
                "12 | PT1H | 3 | 101 | 10 | maximum of failed ceremonies must be between 1 and 100",
                "12 | PT1H | 3 | 10 | 0 | maximum of open codes must be between 1 and 100",
                "12 | PT1H | 3 | 10 | 101 | maximum of open codes must be between 1 and 100"
            })
    void rulesBeyondTheirBoundsAreRefused(
            int length, Duration expiry, int attempts, int ceremonies, int open, String message) {
        assertRefused(
                () -> new InitCodeRules(
                        length, expiry, attempts, ceremonies, open, Addresses.REGISTERED, MailLimit.DEFAULT),
                message);
    }

    @ParameterizedTest
    @CsvSource({"1, PT1S", "100, PT720H"})
    void aMailLimitMayReachItsBounds(int mails, Duration window) {
        assertThatCode(() -> new MailLimit(mails, window)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT15M | limit of mails must be between 1 and 100",
                "101 | PT15M | limit of mails must be between 1 and 100",
                "5 | PT0.999S | window of mails must be between 1 second and 30 days",
                "5 | PT720H0.001S | window of mails must be between 1 second and 30 days"
            })
    void aMailLimitBeyondItsBoundsIsRefused(int mails, Duration window, String message) {
        assertRefused(() -> new MailLimit(mails, window), message);
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(making::run)
                .satisfies(refusal -> assertThat(refusal.failure()).isEqualTo(new Failure.RequestInvalid(message)));
    }
}
