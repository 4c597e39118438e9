package dev.passlink.server;

import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.test.authenticator.webauthn.NoneAttestationAuthenticator;
import com.webauthn4j.test.authenticator.webauthn.WebAuthnAuthenticatorAdaptor;
import com.webauthn4j.test.client.ClientPlatform;

/** A browser with an authenticator of its own, as WebAuthn4J emulates them, on the pages of {@link RunningServer}. */
public final class Device {

    private final ObjectConverter forms = new ObjectConverter();
    private final ClientPlatform browser = new ClientPlatform(
            Origin.create("https://acme.com"), new WebAuthnAuthenticatorAdaptor(new NoneAttestationAuthenticator()));

    /**
     * What the page gets from {@code navigator.credentials.create}.
     *
     * @param publicKey what it asks, as JSON
     * @return the credential, as JSON
     */
    public String create(String publicKey) {
        return forms.getJsonMapper()
                .writeValueAsString(browser.create(
                        forms.getJsonMapper().readValue(publicKey, PublicKeyCredentialCreationOptions.class)));
    }
}
