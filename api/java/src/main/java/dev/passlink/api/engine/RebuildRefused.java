package dev.passlink.api.engine;

/** A rebuild does not begin or go on, because of another one; the message says which, and what to do. */
public final class RebuildRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    RebuildRefused(String message) {
        super(message);
    }
}
