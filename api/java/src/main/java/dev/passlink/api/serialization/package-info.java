/** What events, metadata, snapshots and tokens look like where they are stored, for ever (behaviour E1–E3). */
@NullMarked
package dev.passlink.api.serialization;

import org.jspecify.annotations.NullMarked;
