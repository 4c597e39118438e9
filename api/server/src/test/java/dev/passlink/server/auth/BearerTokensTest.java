package dev.passlink.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {

    private Issuer issuer;
    private BearerTokens tokens;

    @BeforeEach
    void start() throws JOSEException, IOException {
        issuer = new Issuer();
        tokens = issuer.tokens();
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void aTokenOfTheIssuerSaysWhoAsks() throws JOSEException {
        JWTClaimsSet claims = Issuer.claims()
                .claim("passlink:roles", List.of("IAM_OWNER", "ORG_OWNER@org@b"))
                .build();
        assertThat(tokens.caller(issuer.sign(claims)))
                .isEqualTo(Caller.of(
                        "ada",
                        "org-a",
                        Grant.everywhere("IAM_OWNER"),
                        Grant.in(new ResourceOwner("org@b"), "ORG_OWNER")));
    }

    @Test
    void threeAlgorithmsAreAccepted() throws JOSEException {
        JWTClaimsSet claims = Issuer.claims().build();
        assertThat(List.of(
                        Issuer.sign(JWSAlgorithm.RS256, issuer.rsa, claims),
                        Issuer.sign(JWSAlgorithm.ES256, issuer.ec, claims),
                        Issuer.sign(JWSAlgorithm.EdDSA, issuer.ed, claims)))
                .allSatisfy(token -> assertThat(tokens.caller(token)).isEqualTo(Caller.of("ada", "org-a")));
    }

    @Test
    void anotherAlgorithmOfTheSameKeyIsRefused() throws JOSEException {
        refuses(Issuer.sign(JWSAlgorithm.RS512, issuer.rsa, Issuer.claims().build()));
        refuses(Issuer.sign(JWSAlgorithm.PS256, issuer.rsa, Issuer.claims().build()));
    }

    @Test
    void aTokenThatNobodySignedIsRefused() {
        refuses(new PlainJWT(Issuer.claims().build()).serialize());
    }

    @Test
    void aPublicKeyIsNoSharedSecret() throws JOSEException {
        OctetSequenceKey secret = new OctetSequenceKey.Builder(
                        issuer.rsa.toRSAPublicKey().getEncoded())
                .keyID("rsa")
                .build();
        refuses(Issuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(),
                new MACSigner(secret),
                Issuer.claims().build()));
    }

    @Test
    void aKeyThatComesWithTheTokenIsNotBelieved() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID("rsa").generate();
        refuses(Issuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .jwk(forged.toPublicJWK())
                        .keyID("rsa")
                        .build(),
                Issuer.signer(forged),
                Issuer.claims().build()));
    }

    @Test
    void aChangedTokenIsRefused() throws JOSEException {
        String[] parts = issuer.sign(Issuer.claims().build()).split("\\.");
        String[] others = issuer.sign(Issuer.claims().subject("eve").build()).split("\\.");
        refuses(parts[0] + "." + others[1] + "." + parts[2]);
    }

    @Test
    void aWeakKeyIsNotBelieved() throws JOSEException {
        RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
        issuer.publish(weak);
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("weak").build();
        refuses(Issuer.sign(
                header,
                new com.nimbusds.jose.crypto.RSASSASigner(weak.toPrivateKey(), true),
                Issuer.claims().build()));
    }

    @Test
    void anotherCurveIsRefused() throws JOSEException {
        ECKey other = new ECKeyGenerator(Curve.P_384).keyID("ec").generate();
        issuer.publish(other);
        refuses(Issuer.sign(JWSAlgorithm.ES384, other, Issuer.claims().build()));
    }

    @ParameterizedTest
    @MethodSource("claimsThatAreNotGood")
    void aTokenThatSaysSomethingElseIsRefused(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        JWTClaimsSet.Builder claims = Issuer.claims();
        change.accept(claims);
        refuses(issuer.sign(claims.build()));
    }

    static Stream<Consumer<JWTClaimsSet.Builder>> claimsThatAreNotGood() {
        return Stream.of(
                claims -> claims.issuer("https://other.example"),
                claims -> claims.issuer(null),
                claims -> claims.audience("somebody-else"),
                claims -> claims.audience(List.of()),
                claims -> claims.expirationTime(null),
                claims -> claims.expirationTime(null).serializeNullClaims(true),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(30))),
                claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(30))),
                claims -> claims.subject(null),
                claims -> claims.subject(""),
                claims -> claims.subject("system:mailer"),
                claims -> claims.subject("credential:1"),
                claims -> claims.subject("x".repeat(201)),
                claims -> claims.claim("urn:zitadel:iam:user:resourceowner:id", null),
                claims -> claims.claim("urn:zitadel:iam:user:resourceowner:id", ""),
                claims -> claims.claim("urn:zitadel:iam:user:resourceowner:id", 7),
                claims -> claims.claim("passlink:roles", "IAM_OWNER"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "@org-a", "IAM_OWNER@"})
    void aRoleThatIsNotWellFormedGrantsNothing(String role) throws JOSEException {
        JWTClaimsSet claims =
                Issuer.claims().claim("passlink:roles", List.of(role)).build();
        assertThat(tokens.caller(issuer.sign(claims)).grants()).isEmpty();
    }

    @Test
    void aRoleThatIsNoTextGrantsNothing() throws JOSEException {
        JWTClaimsSet claims = Issuer.claims()
                .claim("passlink:roles", Arrays.asList(null, 7, List.of("IAM_OWNER"), "AUDITOR"))
                .build();
        assertThat(tokens.caller(issuer.sign(claims)))
                .isEqualTo(Caller.of("ada", "org-a", Grant.everywhere("AUDITOR")));
    }

    @Test
    void theNamesOfClaimsAreConfigurable() throws JOSEException {
        BearerTokens renamed =
                BearerTokens.issuedBy(Issuer.NAME, Issuer.AUDIENCE, issuer.jwks(), new CallerClaims("home", "may"));
        JWTClaimsSet claims = Issuer.claims()
                .claim("home", "org-h")
                .claim("may", List.of("AUDITOR"))
                .build();
        assertThat(renamed.caller(issuer.sign(claims)))
                .isEqualTo(Caller.of("ada", "org-h", Grant.everywhere("AUDITOR")));
    }

    @Test
    void anAccessTokenSaysSoInItsType() throws JOSEException {
        assertThat(tokens.caller(typed("at+jwt"))).isEqualTo(Caller.of("ada", "org-a"));
        refuses(typed("logout+jwt"));
    }

    @Test
    void keysAreAskedForOnce() throws JOSEException {
        for (int i = 0; i < 5; i++) {
            tokens.caller(issuer.sign(Issuer.claims().build()));
        }
        assertThat(issuer.timesAsked()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsFoundAndAnOldOneForgotten() throws JOSEException {
        String old = issuer.sign(Issuer.claims().build());
        tokens.caller(old);
        ECKey next = new ECKeyGenerator(Curve.P_256).keyID("next").generate();
        issuer.publish(next);
        String fresh = Issuer.sign(JWSAlgorithm.ES256, next, Issuer.claims().build());
        assertThat(tokens.caller(fresh)).isEqualTo(Caller.of("ada", "org-a"));
        refuses(old);
    }

    @Test
    void unknownKeysDoNotMakeTheIssuerBusy() throws JOSEException {
        tokens.caller(issuer.sign(Issuer.claims().build()));
        RSAKey unknown = new RSAKeyGenerator(2048).keyID("unknown").generate();
        String forged = Issuer.sign(JWSAlgorithm.RS256, unknown, Issuer.claims().build());
        for (int i = 0; i < 20; i++) {
            refuses(forged);
        }
        assertThat(issuer.timesAsked()).isLessThanOrEqualTo(3);
        assertThat(tokens.caller(issuer.sign(Issuer.claims().build()))).isNotNull();
    }

    @Test
    void keysThatCannotBeHadAreNotTheCallersFault() throws JOSEException {
        issuer.close();
        Rejected refusal = refusal(issuer.sign(Issuer.claims().build()));
        assertThat(refusal.failure()).isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void keysMayLieInAFile(@TempDir Path folder) throws JOSEException, IOException {
        Path file = Files.writeString(folder.resolve("jwks.json"), new JWKSet((JWK) issuer.ec).toString());
        BearerTokens fromFile = BearerTokens.issuedBy(Issuer.NAME, Issuer.AUDIENCE, file.toUri(), CallerClaims.DEFAULT);
        String token =
                Issuer.sign(JWSAlgorithm.ES256, issuer.ec, Issuer.claims().build());
        assertThat(fromFile.caller(token)).isEqualTo(Caller.of("ada", "org-a"));
        Files.writeString(file, new JWKSet((JWK) issuer.ed).toString());
        assertThat(fromFile.caller(Issuer.sign(
                        JWSAlgorithm.EdDSA, issuer.ed, Issuer.claims().build())))
                .isEqualTo(Caller.of("ada", "org-a"));
    }

    @Test
    void aRefusalSaysNothingOfTheToken() {
        assertThat(refusal("eyJhbGciOiJub25lIn0.c2VjcmV0.").failure().message())
                .isEqualTo("The bearer token is not valid.");
    }

    private String typed(String type) throws JOSEException {
        return Issuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType(type))
                        .keyID("rsa")
                        .build(),
                Issuer.signer(issuer.rsa),
                Issuer.claims().build());
    }

    private void refuses(String token) {
        assertThat(refusal(token).failure()).isInstanceOf(Failure.Unauthenticated.class);
    }

    private Rejected refusal(String token) {
        return catchThrowableOfType(Rejected.class, () -> tokens.caller(token));
    }
}
