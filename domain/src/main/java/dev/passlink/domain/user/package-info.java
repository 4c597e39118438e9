/** A user's life, and the one-time codes that open registration links: what may happen, and when. */
@NullMarked
package dev.passlink.domain.user;

import org.jspecify.annotations.NullMarked;
