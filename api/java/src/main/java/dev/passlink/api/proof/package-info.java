/** What proves that a store is whole and its read models tell the truth. */
@NullMarked
package dev.passlink.api.proof;

import org.jspecify.annotations.NullMarked;
