/** The main job shown in one process: {@link dev.passlink.server.command.demo.Demo} asks, shows and checks. */
@NullMarked
package dev.passlink.server.command.demo;

import org.jspecify.annotations.NullMarked;
