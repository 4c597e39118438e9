/** Codes, the keys they are derived from, and the file these keys are kept in (behaviour C1, C2). */
@NullMarked
package dev.passlink.api.code;

import org.jspecify.annotations.NullMarked;
