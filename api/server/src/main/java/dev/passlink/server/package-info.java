/** The server: {@link dev.passlink.server.PasslinkServer}, and the command line that starts it. */
@NullMarked
package dev.passlink.server;

import org.jspecify.annotations.NullMarked;
