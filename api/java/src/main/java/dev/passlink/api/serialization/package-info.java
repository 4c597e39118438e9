/**
 * What events, metadata, snapshots and tokens look like where they are stored, for ever (behaviour E1–E3), and messages on
 * their way between nodes, for seconds.
 */
@NullMarked
package dev.passlink.api.serialization;

import org.jspecify.annotations.NullMarked;
