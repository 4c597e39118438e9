package dev.passlink.api.engine;

import java.util.concurrent.RejectedExecutionException;

/** This node takes nothing more, however much room there is. */
final class Stopping extends RejectedExecutionException {

    private static final long serialVersionUID = 1;

    Stopping() {
        super("the node is stopping");
    }
}
