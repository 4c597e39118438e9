package dev.passlink.api.webauthn;

/** Which authenticators a person is offered for a new passkey. */
public enum Authenticators {
    /** Whichever the browser knows. */
    ANY,
    /** Those of the device in hand, such as Windows Hello or Face ID. */
    PLATFORM,
    /** Others, such as a security key or the phone beside it. */
    CROSS_PLATFORM
}
