package dev.passlink.bench;

import java.io.IOException;

/**
 * What happens while clients ask.
 *
 * @param name  of the phase, in the table
 * @param nodes how many there are meanwhile
 * @param event what happens
 */
record Disturbance(String name, int nodes, Event event) {

    /** Something that happens; over when it returns. */
    interface Event {
        void happenTo(Nodes nodes) throws IOException, InterruptedException;
    }
}
