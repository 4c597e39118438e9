/** How a read model folds events into rows: a batch at a time, one generation at a time, past what it cannot read. */
@NullMarked
package dev.passlink.projection.fold;

import org.jspecify.annotations.NullMarked;
