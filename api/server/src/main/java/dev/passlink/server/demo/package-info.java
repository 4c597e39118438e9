/** The main job shown in one process: {@link dev.passlink.server.demo.Demo} asks, shows and checks. */
@NullMarked
package dev.passlink.server.demo;

import org.jspecify.annotations.NullMarked;
