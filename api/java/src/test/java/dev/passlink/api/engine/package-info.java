/** How the engine deals with its database, put to the test. */
@NullMarked
package dev.passlink.api.engine;

import org.jspecify.annotations.NullMarked;
