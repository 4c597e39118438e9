package dev.passlink.server.auth;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.passlink.domain.Caller;
import dev.passlink.domain.Grant;
import dev.passlink.domain.Rejected;
import dev.passlink.domain.ResourceOwner;
import dev.passlink.domain.user.UserId;
import java.text.ParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Under which names a token's claims say where the caller is at home and which roles they hold; who they are is always
 * {@code sub}.
 *
 * @param organization claim with the id of the caller's home organization, a string
 * @param roles        claim with the caller's roles, an array of {@code ROLE} (held in the whole instance) or
 *     {@code ROLE@<organization id>}
 */
public record CallerClaims(String organization, String roles) {

    /** The names in use unless configured otherwise. */
    public static final CallerClaims DEFAULT =
            new CallerClaims("urn:zitadel:iam:user:resourceowner:id", "passlink:roles");

    /**
     * The caller a verified token speaks of. A role that is not a well-formed text grants nothing.
     *
     * @throws ParseException if a claim is missing or has the wrong type
     * @throws Rejected       if the subject or the organization is no possible id
     */
    Caller caller(JWTClaimsSet claims) throws ParseException {
        return new Caller(
                new UserId(required(claims, "sub")),
                new ResourceOwner(required(claims, organization)),
                grants(claims.getListClaim(roles)));
    }

    JWTClaimsSet.Builder write(UserId userId, ResourceOwner home, Collection<String> held) {
        return new JWTClaimsSet.Builder()
                .subject(userId.value())
                .claim(organization, home.value())
                .claim(roles, List.copyOf(held));
    }

    Set<String> required() {
        return Set.of("sub", "exp", organization);
    }

    private static String required(JWTClaimsSet claims, String name) throws ParseException {
        String value = claims.getStringClaim(name);
        if (value == null) {
            throw new ParseException(name + " is missing", 0);
        }
        return value;
    }

    private static Set<Grant> grants(@Nullable List<Object> held) {
        return held == null
                ? Set.of()
                : held.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .map(CallerClaims::grant)
                        .flatMap(Optional::stream)
                        .collect(toUnmodifiableSet());
    }

    private static Optional<Grant> grant(String held) {
        int at = held.indexOf('@');
        try {
            return Optional.of(
                    at < 0
                            ? Grant.everywhere(held)
                            : Grant.in(new ResourceOwner(held.substring(at + 1)), held.substring(0, at)));
        } catch (Rejected notWellFormed) {
            return Optional.empty();
        }
    }
}
