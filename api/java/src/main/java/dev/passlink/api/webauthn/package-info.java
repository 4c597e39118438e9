/** Ceremonies: what is asked of an authenticator, and whether what it answers fits (WebAuthn Level 3). */
@NullMarked
package dev.passlink.api.webauthn;

import org.jspecify.annotations.NullMarked;
