package dev.passlink.api.engine;

import org.jspecify.annotations.Nullable;

/** Axon Server did not answer, or was not even asked, as it has not answered lately. */
public final class AxonServerAway extends RuntimeException {

    private static final long serialVersionUID = 1;

    AxonServerAway(@Nullable Throwable cause) {
        super("Axon Server cannot be reached", cause);
    }
}
