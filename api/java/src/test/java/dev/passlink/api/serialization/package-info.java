/** The stored form of events, snapshots and tokens, put to the test. */
@NullMarked
package dev.passlink.api.serialization;

import org.jspecify.annotations.NullMarked;
