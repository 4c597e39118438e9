package dev.passlink.api.mail;

import org.jspecify.annotations.Nullable;

/**
 * An unexpected failure as it may be logged: classes and stack frames of it and its causes, but not what they say, since
 * that may quote an address. What a {@link DeliveryDelayed} says may be logged.
 */
final class Wordless extends Exception {

    private static final long serialVersionUID = 1L;

    /** Causes may go round in circles. */
    private static final int DEPTH = 8;

    private Wordless(Throwable failure, @Nullable Wordless cause) {
        super(
                failure instanceof DeliveryDelayed
                        ? failure.toString()
                        : failure.getClass().getName(),
                cause);
        setStackTrace(failure.getStackTrace());
    }

    /** This failure without its words. */
    static Wordless of(Throwable failure) {
        return of(failure, DEPTH);
    }

    private static Wordless of(Throwable failure, int depth) {
        Throwable cause = failure.getCause();
        return new Wordless(failure, cause == null || depth == 1 ? null : of(cause, depth - 1));
    }
}
