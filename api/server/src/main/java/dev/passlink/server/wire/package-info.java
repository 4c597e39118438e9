/** The protocols: JSON, gRPC and gRPC-web in front of the Java API, one place for errors, one for who asks. */
@NullMarked
package dev.passlink.server.wire;

import org.jspecify.annotations.NullMarked;
