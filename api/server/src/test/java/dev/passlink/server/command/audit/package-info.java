@NullMarked
package dev.passlink.server.command.audit;

import org.jspecify.annotations.NullMarked;
