/** What can be seen: read models, each a fold over events. */
@NullMarked
package dev.passlink.projection;

import org.jspecify.annotations.NullMarked;
