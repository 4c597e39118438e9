/** Programs that load the server and disturb it, and count what is lost and what is doubled. */
@org.jspecify.annotations.NullMarked
package dev.passlink.bench;
