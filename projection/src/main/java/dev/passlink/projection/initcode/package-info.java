/** The read model of passwordless init codes: what became of every code of the users there are. */
@NullMarked
package dev.passlink.projection.initcode;

import org.jspecify.annotations.NullMarked;
