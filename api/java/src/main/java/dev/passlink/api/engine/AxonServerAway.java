package dev.passlink.api.engine;

import org.jspecify.annotations.Nullable;

/**
 * Axon Server did not answer, or was not even asked, as it has not answered lately. Thrown where a store is opened that needs
 * its answer at once; everywhere else the answer is {@link dev.passlink.domain.Failure.Unavailable}.
 */
public final class AxonServerAway extends RuntimeException {

    private static final long serialVersionUID = 1;

    AxonServerAway(@Nullable Throwable cause) {
        super("Axon Server cannot be reached", cause);
    }

    /** What lies at the bottom of it, such as {@code UNAVAILABLE: io exception} or an error of access control. */
    String why() {
        Throwable deepest = this;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }
}
