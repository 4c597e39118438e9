/** Codes and the keys they are derived from (behaviour C1, C2); keysets of all kinds, and the files they are kept in. */
@NullMarked
package dev.passlink.api.code;

import org.jspecify.annotations.NullMarked;
