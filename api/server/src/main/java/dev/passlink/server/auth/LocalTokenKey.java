package dev.passlink.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.passlink.api.code.SecretFile;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;

/**
 * The key an installation signs bearer tokens with for trying things out, while no issuer is configured: a P-256 key in
 * {@code <data>/token-key.json}, readable by its owner only.
 */
public final class LocalTokenKey {

    /** {@code iss} of the tokens. */
    public static final String ISSUER = "passlink-local";

    /** {@code aud} of the tokens. */
    public static final String AUDIENCE = "passlink";

    private static final String FILE = "token-key.json";

    private final ECKey key;

    private LocalTokenKey(ECKey key) {
        this.key = key;
    }

    /**
     * The key of a data folder, made by whichever process asks first.
     *
     * @param data the folder; created if missing
     * @throws IOException if the key can be neither read nor written
     */
    public static LocalTokenKey in(Path data) throws IOException {
        SecretFile file = new SecretFile(data.resolve(FILE));
        if (!file.exists()) {
            createUnlessThere(file);
        }
        try {
            return new LocalTokenKey(ECKey.parse(file.read()));
        } catch (ParseException e) {
            throw new IOException(file + " does not contain a P-256 key", e);
        }
    }

    private static void createUnlessThere(SecretFile file) throws IOException {
        try {
            file.create(fresh().toJSONString());
        } catch (FileAlreadyExistsException e) {
            // another process was faster, and its key is as good
        }
    }

    /**
     * A signed token.
     *
     * @param userId       {@code sub}
     * @param organization the user's home organization
     * @param roles        {@code ROLE} or {@code ROLE@<organization id>}
     * @param expires      how long it is good from now on
     * @param claims       under which names organization and roles are written
     */
    public String sign(
            UserId userId,
            ResourceOwner organization,
            Collection<String> roles,
            Duration expires,
            CallerClaims claims) {
        Instant now = Instant.now();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims.write(userId, organization, roles)
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(expires)))
                        .build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the token key cannot sign", e);
        }
        return token.serialize();
    }

    ECKey publicKey() {
        return key.toPublicJWK();
    }

    private static ECKey fresh() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java runtime cannot make P-256 keys", e);
        }
    }
}
