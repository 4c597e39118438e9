/** The commands of the command line, one class each, below {@link dev.passlink.server.command.PasslinkCommand}. */
@NullMarked
package dev.passlink.server.command;

import org.jspecify.annotations.NullMarked;
