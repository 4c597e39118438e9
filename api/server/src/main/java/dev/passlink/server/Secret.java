package dev.passlink.server;

/**
 * A value that must not be printed, such as a password.
 *
 * @param value the value, never empty
 */
public record Secret(String value) {

    /** Three dots, whatever the value. */
    @Override
    public String toString() {
        return "…";
    }
}
