package dev.passlink.api.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where a store is, for whoever works on it beside the nodes that run.
 *
 * @param database rows, tokens and jobs, and the events unless they are in Axon Server
 * @param events   the Axon Server with the events; {@code null} if they are in the database
 */
public record StoreAccess(JdbcAccess database, @Nullable AxonServerAccess events) {

    /** Everything in one database. */
    public static StoreAccess in(JdbcAccess database) {
        return new StoreAccess(database, null);
    }
}
