/** What has happened to users. Frozen ground: these records are stored for ever, changes need an upcaster. */
@NullMarked
package dev.passlink.domain.user.event;

import org.jspecify.annotations.NullMarked;
