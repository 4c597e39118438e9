package dev.passlink.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who signs tokens and publishes the keys to check them with. */
final class Issuer implements AutoCloseable {

    static final String NAME = "https://issuer.example";
    static final String AUDIENCE = "passlink-test";

    final RSAKey rsa;
    final ECKey ec;
    final OctetKeyPair ed;

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile JWKSet published;

    Issuer() throws JOSEException, IOException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").generate();
        published = new JWKSet(List.of(rsa, ec, ed));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            byte[] body = published.toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    void publish(JWK... keys) {
        published = new JWKSet(List.of(keys));
    }

    int timesAsked() {
        return asked.get();
    }

    URI jwks() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
    }

    BearerTokens tokens() {
        return BearerTokens.issuedBy(NAME, AUDIENCE, jwks(), CallerClaims.DEFAULT);
    }

    /** Claims of a token that is good. */
    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject("ada")
                .claim("urn:zitadel:iam:user:resourceowner:id", "org-a")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    String sign(JWTClaimsSet claims) throws JOSEException {
        return sign(JWSAlgorithm.RS256, rsa, claims);
    }

    static String sign(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims) throws JOSEException {
        return sign(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), signer(key), claims);
    }

    static String sign(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    static JWSSigner signer(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa) {
            return new RSASSASigner(rsa);
        }
        return key instanceof ECKey ec ? new ECDSASigner(ec) : new Ed25519Signer(key.toOctetKeyPair());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
