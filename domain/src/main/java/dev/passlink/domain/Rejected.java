package dev.passlink.domain;

import org.axonframework.commandhandling.CommandExecutionException;

/**
 * The one exception of the public API: a request was refused, and {@link #failure()} says why. The failure travels as
 * the exception's details, so that it survives a command bus between nodes.
 */
public final class Rejected extends CommandExecutionException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /**
     * @param failure why
     */
    public Rejected(Failure failure) {
        super(failure.reason() + ": " + failure.message(), null, failure, false);
        this.failure = failure;
    }

    /** Why the request was refused. */
    public Failure failure() {
        return failure;
    }
}
