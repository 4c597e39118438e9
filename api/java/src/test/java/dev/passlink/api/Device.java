package dev.passlink.api;

import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.data.AuthenticatorAttestationResponse;
import com.webauthn4j.data.PublicKeyCredential;
import com.webauthn4j.data.PublicKeyCredentialCreationOptions;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.extension.client.RegistrationExtensionClientOutput;
import com.webauthn4j.test.authenticator.webauthn.NoneAttestationAuthenticator;
import com.webauthn4j.test.authenticator.webauthn.WebAuthnAuthenticatorAdaptor;
import com.webauthn4j.test.client.ClientPlatform;

/** A browser with an authenticator of its own, as WebAuthn4J emulates them. */
public final class Device {

    /** Where the pages of tests are, unless they say otherwise. */
    public static final String ORIGIN = "http://localhost:8080";

    private final ObjectConverter forms = new ObjectConverter();
    private final ClientPlatform browser;

    /** Shows pages of this origin. */
    public Device(String origin) {
        browser = new ClientPlatform(
                Origin.create(origin), new WebAuthnAuthenticatorAdaptor(new NoneAttestationAuthenticator()));
    }

    public Device() {
        this(ORIGIN);
    }

    /** What the page gets from {@code navigator.credentials.create}, as JSON. */
    public String create(String publicKey) {
        return json(browser.create(options(publicKey)));
    }

    PublicKeyCredentialCreationOptions options(String publicKey) {
        return forms.getJsonMapper().readValue(publicKey, PublicKeyCredentialCreationOptions.class);
    }

    String json(PublicKeyCredential<AuthenticatorAttestationResponse, RegistrationExtensionClientOutput> credential) {
        return forms.getJsonMapper().writeValueAsString(credential);
    }

    ClientPlatform browser() {
        return browser;
    }
}
