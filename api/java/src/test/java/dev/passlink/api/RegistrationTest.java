package dev.passlink.api;

import static dev.passlink.api.EngineContract.ACME;
import static dev.passlink.api.EngineContract.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import dev.passlink.api.webauthn.Authenticators;
import dev.passlink.domain.Caller;
import dev.passlink.domain.ObjectDetails;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Email;
import dev.passlink.domain.user.PasskeyName;
import dev.passlink.domain.user.PasskeyState;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserId;
import dev.passlink.domain.user.event.PasswordlessTokenVerificationFailed;
import dev.passlink.projection.initcode.InitCodeView;
import dev.passlink.projection.passkey.PasskeyView;
import dev.passlink.projection.passkey.RegisteredCredential;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ceremony as a page or an application drives it, with authenticators as WebAuthn4J emulates them (behaviour C9). */
class RegistrationTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final PasskeyName NAME = new PasskeyName("Ann's phone");

    private final Passlink passlink = Passlink.builder().inMemory().build();
    private final Passkeys passkeys = passlink.passkeys();
    private LinkAccess link;

    @BeforeEach
    void addUsers() throws Exception {
        EngineContract.await(passlink::isReady);
        add(ANN);
        add(BOB);
        link = newLink(ANN);
    }

    @AfterEach
    void close() {
        passlink.close();
    }

    @Test
    void whoeverHoldsALinkSeesWhomItIsFor() {
        SeenLink seen = passkeys.look(link).join();

        assertThat(seen.displayName()).isEqualTo("ann Example");
        assertThat(seen.userName()).isEqualTo("ann");
        assertThat(seen.expiresAt()).isEqualTo(theLink().expiresAt());
        assertThat(seen.toString()).doesNotContain("ann");
    }

    @Test
    void theRightAnswerRegistersAPasskeyAndUsesTheLink() {
        StartedRegistration started = start();

        assertThat(finish(started, new Device().create(started.publicKey()))
                        .join()
                        .creationDate())
                .isEqualTo(started.details().creationDate());

        assertThat(passkeys.list(MANAGER, ANN).join()).singleElement().satisfies(passkey -> {
            assertThat(passkey.name()).isEqualTo(NAME);
            assertThat(passkey.state()).isEqualTo(PasskeyState.READY);
            assertThat(passkey.traits()).contains(Credential.Trait.USER_VERIFIED);
        });
        assertThat(theLink().standingAt(Instant.now())).isEqualTo(InitCodeView.Standing.USED);
        refused(passkeys.look(link), "CODE_USED");
    }

    @Test
    void whatIsAskedOfTheBrowserIsWhatTheRulesSay() throws Exception {
        register(link);
        JsonNode asked = JSON.readTree(passkeys.startRegistration(newLink(ANN), Authenticators.PLATFORM)
                .join()
                .publicKey());

        assertThat(asked.at("/rp/id").textValue()).isEqualTo("localhost");
        assertThat(asked.at("/user/name").textValue()).isEqualTo("ann");
        assertThat(asked.at("/user/displayName").textValue()).isEqualTo("ann Example");
        assertThat(asked.at("/challenge").textValue()).hasSize(43);
        assertThat(asked.at("/pubKeyCredParams").findValuesAsText("alg")).containsExactly("-7", "-8", "-257");
        assertThat(asked.at("/timeout").longValue())
                .isEqualTo(Duration.ofMinutes(5).toMillis());
        assertThat(asked.at("/excludeCredentials")).hasSize(1);
        assertThat(asked.at("/authenticatorSelection/residentKey").textValue()).isEqualTo("required");
        assertThat(asked.at("/authenticatorSelection/userVerification").textValue())
                .isEqualTo("required");
        assertThat(asked.at("/authenticatorSelection/authenticatorAttachment").textValue())
                .isEqualTo("platform");
        assertThat(asked.at("/attestation").textValue()).isEqualTo("none");
    }

    @Test
    void anyAuthenticatorMeansThatNoneIsAskedFor() throws Exception {
        assertThat(JSON.readTree(start().publicKey())
                        .at("/authenticatorSelection")
                        .has("authenticatorAttachment"))
                .isFalse();
    }

    /** An answer that the authenticator of somebody with a wish of their own might give. */
    private interface Forgery {
        String of(String publicKey) throws Exception;
    }

    private static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery(
                        "a wrong challenge",
                        "CHALLENGE",
                        asked -> new Device().create(with(asked, "/challenge", "A".repeat(43), "challenge"))),
                forgery("a wrong origin", "ORIGIN", asked -> new Device("http://localhost:9999").create(asked)),
                forgery(
                        "an origin below the right one",
                        "ORIGIN",
                        asked -> new Device("http://evil.localhost:8080").create(asked)),
                forgery(
                        "another relying party",
                        "RELYING_PARTY",
                        asked -> tampered(new Device().create(asked), data -> flip(data, 3))),
                forgery(
                        "nobody present",
                        "USER_PRESENCE",
                        asked -> tampered(new Device().create(asked), data -> clear(data, 0x01))),
                forgery(
                        "nobody verified",
                        "USER_VERIFICATION",
                        asked -> tampered(new Device().create(asked), data -> clear(data, 0x04))),
                forgery(
                        "an algorithm that was not offered",
                        "ALGORITHM",
                        asked -> withAnotherKey(new Device().create(asked))),
                forgery("a sign-in", "TYPE", asked -> ofType(new Device().create(asked), "webauthn.get")),
                forgery("half of the answer", "MALFORMED", asked -> cut(new Device().create(asked))),
                forgery("no answer", "MALFORMED", asked -> "{}"),
                forgery("no JSON", "MALFORMED", asked -> "}{"),
                forgery("an empty text", "MALFORMED", asked -> ""),
                forgery("nesting without end", "MALFORMED", asked -> attestation(new Device().create(asked), nested())),
                forgery("a list for an object", "MALFORMED", asked -> "[" + "1,".repeat(20_000) + "1]"));
    }

    private static Arguments forgery(String what, String reason, Forgery forgery) {
        return Arguments.of(Named.of(what, forgery), reason);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aForgeryRegistersNothingAndTheLinkStaysGood(Forgery forgery, String reason) throws Exception {
        StartedRegistration started = start();

        refused(finish(started, forgery.of(started.publicKey())), "CEREMONY_FAILED");

        nothingIsRegistered();
        assertThat(theLink().failedCeremonies()).isEqualTo(1);
        assertThat(passlink.engine().events().readEvents("ann").asStream().toList())
                .extracting(event -> (Object) event.getPayload())
                .contains(new PasswordlessTokenVerificationFailed(ANN, started.passkeyId(), reason));
        register(link);
    }

    @Test
    void anAnswerThatIsTooLongIsNotEvenRead() {
        refused(finish(start(), "x".repeat(70_000)), "REQUEST_INVALID");
        nothingIsRegistered();
    }

    @Test
    void theAnswerToSomebodyElsesChallengeIsRefused() {
        StartedRegistration ofBob =
                passkeys.startRegistration(newLink(BOB), Authenticators.ANY).join();
        refused(finish(start(), new Device().create(ofBob.publicKey())), "CEREMONY_FAILED");
        nothingIsRegistered();
    }

    @Test
    void aChallengeIsAnsweredOnce() throws Exception {
        StartedRegistration started = start();
        refused(finish(started, "{}"), "CEREMONY_FAILED");
        refused(finish(started, new Device().create(started.publicKey())), "CEREMONY_FAILED");
        nothingIsRegistered();
    }

    @Test
    void aCredentialOfSomebodyElseIsRefused() throws Exception {
        StartedRegistration ofBob =
                passkeys.startRegistration(bob(), Authenticators.ANY).join();
        String credential = new Device().create(ofBob.publicKey());
        passkeys.finishRegistration(bob(), BOB, ofBob.passkeyId(), NAME, credential)
                .join();
        byte[] stolen = credentialId(credential);
        StartedRegistration started = start();

        String forged = tampered(new Device().create(started.publicKey()), data -> {
            System.arraycopy(stolen, 0, data, idAt(data), stolen.length);
            return data;
        });

        refused(finish(started, forged), "PASSKEY_ALREADY_EXISTS");
        nothingIsRegistered();
        register(link);
    }

    @Test
    void whoIsSignedInRegistersListsRenamesAndRemoves() throws Exception {
        StartedRegistration started =
                passkeys.startRegistration(ann(), Authenticators.ANY).join();
        passkeys.finishRegistration(ann(), ANN, started.passkeyId(), NAME, new Device().create(started.publicKey()))
                .join();
        passkeys.renameMine(ann(), started.passkeyId(), new PasskeyName("Other"))
                .join();

        assertThat(passkeys.listMine(ann()).join())
                .extracting(PasskeyView::name)
                .containsExactly(new PasskeyName("Other"));

        passkeys.removeMine(ann(), started.passkeyId()).join();
        assertThat(passkeys.listMine(ann()).join()).isEmpty();
        refused(passkeys.removeMine(ann(), started.passkeyId()), "PASSKEY_NOT_FOUND");
    }

    @Test
    void aSignInFindsTheCredentialAndRecordsItsUse() throws Exception {
        register(link);
        PasskeyView passkey = passkeys.list(MANAGER, ANN).join().get(0);

        RegisteredCredential found =
                passkeys.credential(passkey.credentialId()).join().orElseThrow();
        passkeys.used(found.userId(), found.passkeyId(), found.credential().signCount() + 5)
                .join();

        assertThat(found.userId()).isEqualTo(ANN);
        assertThat(passkeys.credential(passkey.credentialId())
                        .join()
                        .orElseThrow()
                        .credential()
                        .signCount())
                .isEqualTo(found.credential().signCount() + 5);
        refused(passkeys.used(ANN, found.passkeyId(), 1), "CEREMONY_FAILED");
    }

    @Test
    void aWrongCodeAtTheStartIsCounted() {
        LinkAccess wrong = new LinkAccess(ANN, ACME, link.codeId(), "wrongwrong00");
        refused(passkeys.look(wrong), "CODE_INVALID");
        refused(passkeys.startRegistration(wrong, Authenticators.ANY), "CODE_INVALID");
        assertThat(theLink().failedChecks()).isEqualTo(1);
    }

    @Test
    void looksAreThrottled() {
        for (int i = 0; i < Looks.MOST; i++) {
            passkeys.look(link).join();
        }
        refused(passkeys.look(link), "OVERLOADED");
        register(link);
    }

    @Test
    void nothingThatTheHolderBringsIsEverPrinted() {
        assertThat(link.toString()).doesNotContain(link.code());
        assertThat(start().toString()).doesNotContain("ann");
    }

    private void add(UserId userId) {
        passlink.users()
                .in(ACME)
                .add(
                        MANAGER,
                        userId,
                        Person.named(
                                userId.value(), userId.value(), "Example", new Email(userId + "@example.org", true)))
                .join();
    }

    private LinkAccess newLink(UserId userId) {
        return Holder.of(passlink, passlink.links().add(MANAGER, userId).join()).access();
    }

    private static Caller ann() {
        return Caller.of("ann", ACME.value());
    }

    private static Caller bob() {
        return Caller.of("bob", ACME.value());
    }

    private StartedRegistration start() {
        return passkeys.startRegistration(link, Authenticators.ANY).join();
    }

    private CompletableFuture<ObjectDetails> finish(StartedRegistration started, String credential) {
        return passkeys.finishRegistration(link, started.passkeyId(), NAME, credential);
    }

    private void register(LinkAccess access) {
        StartedRegistration started =
                passkeys.startRegistration(access, Authenticators.ANY).join();
        passkeys.finishRegistration(access, started.passkeyId(), NAME, new Device().create(started.publicKey()))
                .join();
    }

    private void nothingIsRegistered() {
        assertThat(passkeys.list(MANAGER, ANN).join()).isEmpty();
    }

    private InitCodeView theLink() {
        return passlink.links().list(MANAGER, ANN).join().stream()
                .filter(code -> code.codeId().equals(link.codeId()))
                .findFirst()
                .orElseThrow();
    }

    private static void refused(CompletableFuture<?> answer, String reason) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refusal -> assertThat(refusal.failure().reason()).isEqualTo(reason));
    }

    // ------------------------------------------------------------------------------------------ forgeries

    private static String with(String json, String path, String value, String field) throws Exception {
        ObjectNode tree = (ObjectNode) JSON.readTree(json);
        assertThat(tree.at(path).isMissingNode()).isFalse();
        return tree.put(field, value).toString();
    }

    /** The same with a key of P-384, which nobody has asked for. */
    private static String withAnotherKey(String credential) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp384r1"));
        EC2COSEKey key =
                EC2COSEKey.create((ECPublicKey) keys.generateKeyPair().getPublic(), COSEAlgorithmIdentifier.ES384);
        AttestationObjectConverter forms = new AttestationObjectConverter(new ObjectConverter());
        return tampered(credential, data -> {
            AttestationObject right = forms.convert(data);
            AuthenticatorData<RegistrationExtensionAuthenticatorOutput> authenticator = right.getAuthenticatorData();
            AttestedCredentialData attested = authenticator.getAttestedCredentialData();
            return forms.convertToBytes(new AttestationObject(
                    new AuthenticatorData<>(
                            authenticator.getRpIdHash(),
                            authenticator.getFlags(),
                            authenticator.getSignCount(),
                            new AttestedCredentialData(attested.getAaguid(), attested.getCredentialId(), key)),
                    right.getAttestationStatement()));
        });
    }

    private static String ofType(String credential, String type) throws Exception {
        ObjectNode tree = (ObjectNode) JSON.readTree(credential);
        ObjectNode response = (ObjectNode) tree.get("response");
        String clientData = new String(decoded(response, "clientDataJSON"), StandardCharsets.UTF_8);
        response.put(
                "clientDataJSON",
                encoded(clientData.replace("webauthn.create", type).getBytes(StandardCharsets.UTF_8)));
        return tree.toString();
    }

    private static String tampered(String credential, UnaryOperator<byte[]> change) throws Exception {
        byte[] attestation = decoded((ObjectNode) JSON.readTree(credential).get("response"), "attestationObject");
        return attestation(credential, change.apply(attestation));
    }

    private static String cut(String credential) throws Exception {
        return tampered(credential, data -> Arrays.copyOf(data, data.length / 2));
    }

    private static String attestation(String credential, byte[] attestation) throws Exception {
        ObjectNode tree = (ObjectNode) JSON.readTree(credential);
        ((ObjectNode) tree.get("response")).put("attestationObject", encoded(attestation));
        return tree.toString();
    }

    private static byte[] nested() {
        byte[] arrays = new byte[40_000];
        Arrays.fill(arrays, (byte) 0x81);
        return arrays;
    }

    private static byte[] flip(byte[] data, int at) {
        data[authenticatorDataAt(data) + at] ^= 1;
        return data;
    }

    private static byte[] clear(byte[] data, int flag) {
        data[authenticatorDataAt(data) + 32] &= (byte) ~flag;
        return data;
    }

    private static int idAt(byte[] data) {
        return authenticatorDataAt(data) + 32 + 1 + 4 + 16 + 2;
    }

    private static byte[] credentialId(String credential) throws Exception {
        return Base64.getUrlDecoder().decode(JSON.readTree(credential).get("id").textValue());
    }

    /** Where the hash of the relying party's id begins. */
    private static int authenticatorDataAt(byte[] data) {
        byte[] hash = sha256("localhost");
        for (int i = 0; i <= data.length - hash.length; i++) {
            if (Arrays.equals(data, i, i + hash.length, hash, 0, hash.length)) {
                return i;
            }
        }
        throw new AssertionError("no authenticator data");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] decoded(ObjectNode response, String field) {
        return Base64.getUrlDecoder().decode(response.get(field).textValue());
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
