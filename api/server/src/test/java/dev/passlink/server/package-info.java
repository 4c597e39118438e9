/** The server as clients see it, and what it is started from. */
@NullMarked
package dev.passlink.server;

import org.jspecify.annotations.NullMarked;
