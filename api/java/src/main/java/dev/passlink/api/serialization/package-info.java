/** The stored form of events, snapshots and tokens. */
@NullMarked
package dev.passlink.api.serialization;

import org.jspecify.annotations.NullMarked;
