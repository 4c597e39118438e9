/** The protocols, spoken by real clients to a real server. */
@NullMarked
package dev.passlink.server.wire;

import org.jspecify.annotations.NullMarked;
