package dev.passlink.server.command.demo;

import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.CollectedClientDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AuthenticatorAttestationResponse;
import com.webauthn4j.data.PublicKeyCredential;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.ClientDataType;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import com.webauthn4j.data.extension.client.RegistrationExtensionClientOutput;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Objects;

/** A browser and an authenticator in software, so that nobody has to touch anything: its keys are forgotten at once. */
final class SoftwareAuthenticator {

    private static final int ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final ObjectConverter forms = new ObjectConverter();
    private final Origin origin;

    /** One whose browser shows pages of this origin. */
    SoftwareAuthenticator(String origin) {
        this.origin = Origin.create(origin);
    }

    /**
     * What a page gets from {@code navigator.credentials.create}.
     *
     * @param publicKey {@code PublicKeyCredentialCreationOptionsJSON}
     * @return {@code RegistrationResponseJSON}
     */
    String create(String publicKey) {
        PublicKeyCredentialCreationOptions asked =
                forms.getJsonMapper().readValue(publicKey, PublicKeyCredentialCreationOptions.class);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        CollectedClientData client =
                new CollectedClientData(ClientDataType.WEBAUTHN_CREATE, asked.getChallenge(), origin, false, null);
        return forms.getJsonMapper()
                .writeValueAsString(new PublicKeyCredential<
                        AuthenticatorAttestationResponse, RegistrationExtensionClientOutput>(
                        id,
                        new AuthenticatorAttestationResponse(
                                new CollectedClientDataConverter(forms).convertToBytes(client),
                                attestation(Objects.requireNonNull(asked.getRp().getId()), id)),
                        null));
    }

    private byte[] attestation(String rpId, byte[] id) {
        byte flags = AuthenticatorData.BIT_UP | AuthenticatorData.BIT_UV | AuthenticatorData.BIT_AT;
        try {
            byte[] rpIdHash = MessageDigest.getInstance("SHA-256").digest(rpId.getBytes(StandardCharsets.UTF_8));
            return new AttestationObjectConverter(forms)
                    .convertToBytes(new AttestationObject(
                            new AuthenticatorData<RegistrationExtensionAuthenticatorOutput>(
                                    rpIdHash, flags, 0, new AttestedCredentialData(AAGUID.ZERO, id, publicKey())),
                            new NoneAttestationStatement()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has it", e);
        }
    }

    private static EC2COSEKey publicKey() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return EC2COSEKey.create((ECPublicKey) keys.generateKeyPair().getPublic(), COSEAlgorithmIdentifier.ES256);
    }
}
