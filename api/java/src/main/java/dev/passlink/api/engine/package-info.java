/** How events are stored, how commands reach their aggregate, and what rows, tokens and jobs live in. */
@NullMarked
package dev.passlink.api.engine;

import org.jspecify.annotations.NullMarked;
