/** Tokens, good and forged. */
@NullMarked
package dev.passlink.server.auth;

import org.jspecify.annotations.NullMarked;
