/** An example: an application with Axon, aggregates, processors and a database of its own, that Passlink is installed into. */
@NullMarked
package dev.passlink.api.club;

import org.jspecify.annotations.NullMarked;
