/** The server: {@link dev.passlink.server.Main the command line}, {@link dev.passlink.server.Settings} and {@link dev.passlink.server.Node what runs}. */
@NullMarked
package dev.passlink.server;

import org.jspecify.annotations.NullMarked;
