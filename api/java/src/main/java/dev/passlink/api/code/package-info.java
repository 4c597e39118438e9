/** Codes and the keys they are derived from (behaviour C2). */
@NullMarked
package dev.passlink.api.code;

import org.jspecify.annotations.NullMarked;
