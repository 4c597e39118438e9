/** The read model of passkeys: what became of every passkey of the users there are. */
@NullMarked
package dev.passlink.projection.passkey;

import org.jspecify.annotations.NullMarked;
