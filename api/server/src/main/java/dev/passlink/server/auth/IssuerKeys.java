package dev.passlink.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** The public keys of a token issuer, and what verifies with them. */
final class IssuerKeys {

    private static final int WEAKEST_RSA_KEY = 2048;

    private IssuerKeys() {}

    /** Keys behind an address, cached; outlives an outage of the issuer while keys that were good are still known. */
    static JWKSource<SecurityContext> at(URI jwks) {
        try {
            return JWKSourceBuilder.create(jwks.toURL(), retriever(jwks))
                    .refreshAheadCache(false)
                    .cache(JWKSourceBuilder.DEFAULT_CACHE_TIME_TO_LIVE, JWKSourceBuilder.DEFAULT_CACHE_REFRESH_TIMEOUT)
                    .outageTolerant(true)
                    .build();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address of a JSON Web Key Set: " + jwks, e);
        }
    }

    private static ResourceRetriever retriever(URI jwks) {
        return "file".equals(jwks.getScheme())
                ? IssuerKeys::read
                : new DefaultResourceRetriever(
                        JWKSourceBuilder.DEFAULT_HTTP_CONNECT_TIMEOUT * 4,
                        JWKSourceBuilder.DEFAULT_HTTP_READ_TIMEOUT * 4,
                        JWKSourceBuilder.DEFAULT_HTTP_SIZE_LIMIT);
    }

    private static Resource read(URL file) throws IOException {
        try {
            return new Resource(Files.readString(Path.of(file.toURI())), "application/json");
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** Nimbus' own factory knows Java's keys only, and Ed25519 keys are none. */
    static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key.getKeyType().equals(KeyType.RSA)) {
            return new RSASSAVerifier(key.toRSAKey().toRSAPublicKey());
        }
        if (key.getKeyType().equals(KeyType.EC)) {
            return new ECDSAVerifier(key.toECKey().toECPublicKey());
        }
        return new Ed25519Verifier(key.toOctetKeyPair().toPublicJWK());
    }

    static boolean isStrong(JWK key) {
        return !key.getKeyType().equals(KeyType.RSA) || key.size() >= WEAKEST_RSA_KEY;
    }
}
