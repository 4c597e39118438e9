package dev.passlink.api;

import com.webauthn4j.converter.AttestationObjectConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AuthenticatorAttestationResponse;
import com.webauthn4j.data.PublicKeyCredential;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import com.webauthn4j.data.extension.client.RegistrationExtensionClientOutput;
import java.security.SecureRandom;

/** Authenticators that all give the same credential id, as copies of one would. */
final class CopiedCredential {

    private final AttestationObjectConverter forms = new AttestationObjectConverter(new ObjectConverter());
    private final byte[] id = new byte[32];

    CopiedCredential() {
        new SecureRandom().nextBytes(id);
    }

    /** What the page gets from a browser with one of them. */
    String create(String publicKey) {
        Device device = new Device();
        PublicKeyCredential<AuthenticatorAttestationResponse, RegistrationExtensionClientOutput> fresh =
                device.browser().create(device.options(publicKey));
        AuthenticatorAttestationResponse response = fresh.getResponse();
        return device.json(new PublicKeyCredential<>(
                id,
                new AuthenticatorAttestationResponse(
                        response.getClientDataJSON(), withId(response.getAttestationObject())),
                fresh.getClientExtensionResults()));
    }

    private byte[] withId(byte[] attestation) {
        AttestationObject own = forms.convert(attestation);
        AuthenticatorData<RegistrationExtensionAuthenticatorOutput> data = own.getAuthenticatorData();
        AttestedCredentialData attested = data.getAttestedCredentialData();
        return forms.convertToBytes(new AttestationObject(
                new AuthenticatorData<>(
                        data.getRpIdHash(),
                        data.getFlags(),
                        data.getSignCount(),
                        new AttestedCredentialData(attested.getAaguid(), id, attested.getCOSEKey())),
                own.getAttestationStatement()));
    }
}
