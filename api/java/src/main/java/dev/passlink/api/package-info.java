/** The Java API: {@link dev.passlink.api.Passlink} puts everything together, the other types are what can be asked. */
@NullMarked
package dev.passlink.api;

import org.jspecify.annotations.NullMarked;
