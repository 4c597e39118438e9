/** Who asks: bearer tokens, checked against an issuer's keys or signed with a key of one's own for trying things out. */
@NullMarked
package dev.passlink.server.auth;

import org.jspecify.annotations.NullMarked;
