package dev.passlink.api.webauthn;

import com.github.f4b6a3.tsid.TsidFactory;
import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AttestationConveyancePreference;
import com.webauthn4j.data.AuthenticatorAttachment;
import com.webauthn4j.data.AuthenticatorSelectionCriteria;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.PublicKeyCredentialDescriptor;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialRpEntity;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.PublicKeyCredentialUserEntity;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.ResidentKeyRequirement;
import com.webauthn4j.data.UserVerificationRequirement;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadTopOriginException;
import com.webauthn4j.verifier.exception.CrossOriginException;
import com.webauthn4j.verifier.exception.InconsistentClientDataTypeException;
import com.webauthn4j.verifier.exception.NotAllowedAlgorithmException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import com.webauthn4j.verifier.exception.VerificationException;
import dev.passlink.domain.user.Ceremony;
import dev.passlink.domain.user.Challenge;
import dev.passlink.domain.user.Credential;
import dev.passlink.domain.user.Credential.Trait;
import dev.passlink.domain.user.CredentialId;
import dev.passlink.domain.user.PasskeyId;
import dev.passlink.domain.user.PasskeyVerifier;
import dev.passlink.domain.user.Person;
import dev.passlink.domain.user.UserHandle;
import dev.passlink.domain.user.Verdict;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of authenticators, and whether their answers fit, by WebAuthn4J. Keeps nothing, so that a ceremony can be
 * begun on one node and finished on another. Thread-safe.
 *
 * <p>A passkey must be discoverable and the person verified; ES256, EdDSA and RS256 are offered; how the authenticator's model
 * is attested is not asked and not checked.
 */
public final class Ceremonies implements PasskeyVerifier {

    private static final int RANDOM_BYTES = 32;
    private static final int MAX_TRANSPORTS = 16;

    private static final List<PublicKeyCredentialParameters> ALGORITHMS = List.of(
            algorithm(COSEAlgorithmIdentifier.ES256),
            algorithm(COSEAlgorithmIdentifier.EdDSA),
            algorithm(COSEAlgorithmIdentifier.RS256));

    /** Why an answer does not fit, in the words that are stored. */
    private static final Map<Class<? extends VerificationException>, String> REASONS = Map.of(
            BadChallengeException.class, "CHALLENGE",
            BadTopOriginException.class, "CROSS_ORIGIN",
            BadOriginException.class, "ORIGIN",
            CrossOriginException.class, "CROSS_ORIGIN",
            BadRpIdException.class, "RELYING_PARTY",
            InconsistentClientDataTypeException.class, "TYPE",
            UserNotPresentException.class, "USER_PRESENCE",
            UserNotVerifiedException.class, "USER_VERIFICATION",
            NotAllowedAlgorithmException.class, "ALGORITHM");

    private final SecureRandom random = new SecureRandom();
    // No node number to hand out: all 22 bits beside the time start at random in every millisecond.
    private final TsidFactory ids =
            TsidFactory.builder().withNodeBits(0).withRandom(random).build();
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager webAuthn = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final RelyingParty relyingParty;
    private final Set<Origin> origins;

    /** Ceremonies of this relying party. */
    public Ceremonies(RelyingParty relyingParty) {
        this.relyingParty = relyingParty;
        this.origins = relyingParty.origins().stream().map(Origin::create).collect(Collectors.toUnmodifiableSet());
    }

    /** Whom the passkeys are for. */
    public RelyingParty relyingParty() {
        return relyingParty;
    }

    /** A fresh passkey id: a TSID, a number in decimal digits that rises with time and is random beside it. */
    public PasskeyId newPasskeyId() {
        return new PasskeyId(Long.toString(ids.create().toLong()));
    }

    /** A fresh challenge. */
    public Challenge newChallenge() {
        return new Challenge(randomText());
    }

    /** A fresh user handle. */
    public UserHandle newUserHandle() {
        return new UserHandle(randomText());
    }

    private String randomText() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return encoded(bytes);
    }

    /**
     * What the browser is to ask of an authenticator.
     *
     * @return {@code PublicKeyCredentialCreationOptionsJSON} of WebAuthn Level 3, section 5.1.9
     */
    public String creationOptions(Verdict.Started started, Authenticators wanted) {
        Ceremony ceremony = started.ceremony();
        Person person = started.person();
        return converter
                .getJsonMapper()
                .writeValueAsString(new PublicKeyCredentialCreationOptions(
                        new PublicKeyCredentialRpEntity(ceremony.passkey().rpId(), relyingParty.name()),
                        new PublicKeyCredentialUserEntity(
                                decoded(ceremony.passkey().userHandle().value()),
                                person.userName(),
                                person.displayName()),
                        new DefaultChallenge(decoded(ceremony.challenge().value())),
                        ALGORITHMS,
                        Ceremony.LIFETIME.toMillis(),
                        started.existing().stream().map(Ceremonies::descriptor).toList(),
                        new AuthenticatorSelectionCriteria(
                                attachment(wanted),
                                true,
                                ResidentKeyRequirement.REQUIRED,
                                UserVerificationRequirement.REQUIRED),
                        AttestationConveyancePreference.NONE,
                        null));
    }

    private static @Nullable AuthenticatorAttachment attachment(Authenticators wanted) {
        return switch (wanted) {
            case ANY -> null;
            case PLATFORM -> AuthenticatorAttachment.PLATFORM;
            case CROSS_PLATFORM -> AuthenticatorAttachment.CROSS_PLATFORM;
        };
    }

    private static PublicKeyCredentialDescriptor descriptor(Credential credential) {
        return new PublicKeyCredentialDescriptor(
                PublicKeyCredentialType.PUBLIC_KEY,
                decoded(credential.id().value()),
                credential.transports().stream()
                        .map(AuthenticatorTransport::create)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Answer verify(Ceremony ceremony, String response) {
        try {
            return new Answer.Verified(credential(webAuthn.verifyRegistrationResponseJSON(
                    response,
                    new RegistrationParameters(
                            new ServerProperty(
                                    origins,
                                    ceremony.passkey().rpId(),
                                    new DefaultChallenge(
                                            decoded(ceremony.challenge().value()))),
                            ALGORITHMS,
                            true,
                            true))));
        } catch (VerificationException refused) {
            return new Answer.Failed(REASONS.getOrDefault(refused.getClass(), "OTHER"));
        } catch (DataConversionException malformed) {
            return new Answer.Failed("MALFORMED");
        } catch (RuntimeException malformed) { // whatever somebody may have made up
            return new Answer.Failed("MALFORMED");
        }
    }

    private Credential credential(RegistrationData data) {
        AttestationObject attestation = Objects.requireNonNull(data.getAttestationObject());
        AuthenticatorData<?> authenticator = attestation.getAuthenticatorData();
        AttestedCredentialData attested = Objects.requireNonNull(authenticator.getAttestedCredentialData());
        return new Credential(
                new CredentialId(encoded(attested.getCredentialId())),
                encoded(converter.getCborConverter().writeValueAsBytes(attested.getCOSEKey())),
                authenticator.getSignCount(),
                attested.getAaguid().toString(),
                traits(authenticator),
                data.getTransports() == null
                        ? Set.of()
                        : data.getTransports().stream()
                                .map(AuthenticatorTransport::getValue)
                                .filter(Credential::isWord) // the browser's word for it, which may be anything
                                .limit(MAX_TRANSPORTS)
                                .collect(Collectors.toUnmodifiableSet()),
                attestation.getFormat());
    }

    private static Set<Trait> traits(AuthenticatorData<?> authenticator) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (authenticator.isFlagUV()) {
            traits.add(Trait.USER_VERIFIED);
        }
        if (authenticator.isFlagBE()) {
            traits.add(Trait.BACKUP_ELIGIBLE);
        }
        if (authenticator.isFlagBS()) {
            traits.add(Trait.BACKED_UP);
        }
        return traits;
    }

    private static PublicKeyCredentialParameters algorithm(COSEAlgorithmIdentifier algorithm) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
