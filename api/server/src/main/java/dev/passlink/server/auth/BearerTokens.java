package dev.passlink.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Failure;
import dev.passlink.domain.Rejected;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells from a bearer token (a JWT, RFC 7519) who asks. Accepted are RS256, ES256 and EdDSA signatures by the one
 * configured issuer for the one configured audience; {@code exp} must be there and in the future, {@code nbf} is kept if
 * there. Safe for use by many threads; may block while keys are fetched.
 */
public final class BearerTokens {

    private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);

    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

    /** {@code typ} is optional; {@code at+jwt} is that of access tokens (RFC 9068). */
    private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
            new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);

    /** How far an issuer's clock may be off, in seconds. */
    private static final int CLOCK_SKEW = 10;

    private final JWKSource<SecurityContext> keys;
    private final DefaultJWTClaimsVerifier<SecurityContext> rules;
    private final CallerClaims claims;

    private BearerTokens(
            JWKSource<SecurityContext> keys, String issuer, String audience, CallerClaims claims, int clockSkew) {
        this.keys = keys;
        this.claims = claims;
        this.rules = new DefaultJWTClaimsVerifier<>(
                audience, new JWTClaimsSet.Builder().issuer(issuer).build(), claims.required());
        rules.setMaxClockSkew(clockSkew);
    }

    /**
     * Accepts the tokens of an issuer.
     *
     * @param issuer   what {@code iss} must be
     * @param audience what {@code aud} must contain
     * @param jwks     the issuer's JSON Web Key Set, {@code http(s)} or {@code file}; kept for five minutes, and fetched
     *     again when a token names a key that is not in it (at most twice in 30 seconds)
     * @param claims   where the caller's organization and roles are
     */
    public static BearerTokens issuedBy(String issuer, String audience, URI jwks, CallerClaims claims) {
        return new BearerTokens(IssuerKeys.at(jwks), issuer, audience, claims, CLOCK_SKEW);
    }

    /** Accepts the tokens that this installation signs itself, for trying things out. */
    public static BearerTokens signedWith(LocalTokenKey key, CallerClaims claims) {
        JWKSource<SecurityContext> keys = new ImmutableJWKSet<>(new JWKSet(key.publicKey()));
        return new BearerTokens(keys, LocalTokenKey.ISSUER, LocalTokenKey.AUDIENCE, claims, 0);
    }

    /**
     * Who asks.
     *
     * @param token the token, without {@code Bearer}
     * @return the caller it speaks of
     * @throws Rejected {@link Failure.Unauthenticated} if the token is not to be trusted, {@link Failure.Unavailable} if
     *     the issuer's keys cannot be had
     */
    public Caller caller(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            verifySignature(jwt);
            JWTClaimsSet said = jwt.getJWTClaimsSet();
            rules.verify(said, null);
            requireEnd(said);
            return claims.caller(said);
        } catch (ExpiredJWTException e) {
            throw unauthenticated("The bearer token has expired.");
        } catch (RateLimitReachedException | ParseException | BadJOSEException | Rejected e) {
            throw unauthenticated("The bearer token is not valid.");
        } catch (KeySourceException e) {
            LOG.warn("The token issuer's keys cannot be had: {}", e.getMessage());
            throw new Rejected(new Failure.Unavailable("The keys of the token issuer cannot be had."));
        } catch (JOSEException e) {
            throw unauthenticated("The bearer token is not valid.");
        }
    }

    /** The rules are content with an {@code exp} that is there and {@code null}. */
    private static void requireEnd(JWTClaimsSet said) throws BadJOSEException {
        if (said.getExpirationTime() == null) {
            throw new BadJOSEException("it would never expire");
        }
    }

    private void verifySignature(SignedJWT jwt) throws BadJOSEException, JOSEException {
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        if (!ALGORITHMS.contains(algorithm)) {
            throw new BadJOSEException("algorithm " + algorithm + " is not accepted");
        }
        TYPES.verify(jwt.getHeader().getType(), null);
        List<JWK> candidates = keys.get(new JWKSelector(JWKMatcher.forJWSHeader(jwt.getHeader())), null);
        for (JWK candidate : candidates) {
            if (IssuerKeys.isStrong(candidate) && jwt.verify(IssuerKeys.verifier(candidate))) {
                return;
            }
        }
        throw new BadJOSEException("no key of the issuer fits the signature");
    }

    private static Rejected unauthenticated(String message) {
        return new Rejected(new Failure.Unauthenticated(message));
    }
}
