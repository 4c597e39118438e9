/** The page that a registration link opens: what it shows, and what its script asks. */
@NullMarked
package dev.passlink.server.page;

import org.jspecify.annotations.NullMarked;
